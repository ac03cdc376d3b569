//! What gets into the window's page, however it got there, can do nothing there.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::TcpListener;

use pfa_journeys::{Artefacts, Desktop, Keyring, Window};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Puts in every kind of content that could run or call out, and waits until the page has refused each.
const INTRUDE: &str = "
    const [remote, done] = arguments;
    const refused = new Set();
    document.addEventListener('securitypolicyviolation', (event) => {
      refused.add(event.effectiveDirective);
      if (refused.size === 6) done([...refused]);
    });
    const add = (tag, set) => document.body.append(Object.assign(document.createElement(tag), set));
    add('script', { textContent: 'window.intruded = \"inline\"' });
    add('script', { src: `${remote}/a.js` });
    add('div', { innerHTML: '<b onclick=\"window.intruded = 1\">b</b>' });
    document.body.lastElementChild.firstElementChild.click();
    add('img', { src: `${remote}/a.png` });
    add('iframe', { src: `${remote}/a.html` });
    add('style', { textContent: 'body { color: red }' });
    fetch(`${remote}/a`).catch(() => undefined);
";

/// Asks for what the window has no right to.
const ASK: &str = "
    const [done] = arguments;
    const commands = ['plugin:fs|read_text_file', 'plugin:shell|execute', 'plugin:window|close', 'plugin:webview|create_webview_window',
      'plugin:event|emit', 'no_such_command'];
    Promise.allSettled(commands.map((name) => window.__TAURI_INTERNALS__.invoke(name, {}))).then((all) => done(all.map((one) => one.status)));
";

#[test]
fn what_gets_into_the_page_runs_no_script_and_reaches_nobody() {
    let artefacts = Artefacts::of("content");
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let remote = format!("http://{}", listener.local_addr().unwrap());

    let window = Window::open(&desktop, &folder.path().join("profile"), &artefacts);
    window.sees("heading", "PFA Vanguard");
    let refused = words(&window.evaluate_async(INTRUDE, json!([remote])));
    let expected =
        ["connect-src", "frame-src", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"];
    assert_eq!(refused, BTreeSet::from(expected.map(str::to_owned)));
    assert_eq!(window.evaluate("return window.intruded ?? null", json!([])), Value::Null);
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody was called");

    let answers = words(&window.evaluate_async(ASK, json!([])));
    assert_eq!(answers, BTreeSet::from(["rejected".to_owned()]));
    window.sees("heading", "PFA Vanguard");
}

fn words(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
