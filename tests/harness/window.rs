//! The window, used as a person uses it: by what it says and what can be pressed.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::artefacts::Artefacts;
use crate::desktop::Desktop;
use crate::process::{memory_of, program};
use crate::wait::{PATIENCE, until};
use crate::webdriver::{Element, Refused, Session};

const PAGE: &str = include_str!("page.js");
/// A browser without any of ours in it.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
/// Selects all: keys are released only at the end of a call, so what replaces it is typed in the next.
const SELECT_ALL: &str = "\u{e009}a";
const BACKSPACE: &str = "\u{e003}";

/// The application's window on a profile.
pub struct Window<'a> {
    session: Session,
    artefacts: &'a Artefacts,
}

impl<'a> Window<'a> {
    /// Opens the application on `profile`; pictures go to `artefacts`.
    pub fn open(desktop: &Desktop, profile: &Path, artefacts: &'a Artefacts) -> Self {
        let profile = profile.to_string_lossy();
        Self::open_program(desktop, &program("pfa-vanguard"), &["--profile", &profile], artefacts)
    }

    /// Opens the application that is installed at `program`.
    pub fn open_installed(
        desktop: &Desktop,
        program: &Path,
        profile: &Path,
        artefacts: &'a Artefacts,
    ) -> Self {
        Self::open_program(desktop, program, &["--profile", &profile.to_string_lossy()], artefacts)
    }

    /// Opens the browser that WebKit brings along, on the page at `address`.
    pub fn open_browser(desktop: &Desktop, address: &str, artefacts: &'a Artefacts) -> Self {
        let browser = Self::open_program(desktop, Path::new(MINI_BROWSER), &["--automation"], artefacts);
        browser.session.go(address).unwrap_or_else(|refused| panic!("{address}: {refused}"));
        browser
    }

    fn open_program(desktop: &Desktop, program: &Path, arguments: &[&str], artefacts: &'a Artefacts) -> Self {
        Self { session: Session::start(desktop, program, arguments), artefacts }
    }

    /// Waits until something with this role and name is there. An asterisk at the
    /// name's start or end stands for anything.
    ///
    /// # Panics
    /// When it does not appear; the message lists what is there.
    pub fn sees(&self, role: &str, name: &str) {
        self.find(role, name);
    }

    /// Waits until the page says `text`.
    pub fn says(&self, text: &str) {
        self.holds(&format!("the text {text:?}"), "says(arguments[0])", json!([text]));
    }

    /// Waits until `text` stands anywhere in the page, also within what has a name of its own.
    pub fn shows(&self, text: &str) {
        let shown = "squeeze(document.body.innerText).includes(arguments[0])";
        self.holds(&format!("{text:?} in the page"), shown, json!([text]));
    }

    /// Waits until nothing with this role and name is there.
    pub fn loses(&self, role: &str, name: &str) {
        let what = format!("{role} {name:?} to go");
        self.holds(&what, "!one(arguments[0], arguments[1], document)", json!([role, name]));
    }

    /// Tells whether something with this role and name is there now.
    pub fn has(&self, role: &str, name: &str) -> bool {
        self.evaluate("return Boolean(one(arguments[0], arguments[1], document))", json!([role, name]))
            == true
    }

    /// Presses what has this role and name, as soon as it is there and can be pressed.
    pub fn press(&self, role: &str, name: &str) {
        self.act(
            &format!("{role} {name:?}"),
            "one(arguments[0], arguments[1])",
            &json!([role, name]),
            |element| self.session.click(element),
        );
    }

    /// Presses the element that an expression over `arguments` gives.
    pub fn press_found(&self, what: &str, expression: &str, arguments: &Value) {
        self.act(what, expression, arguments, |element| self.session.click(element));
    }

    /// Replaces what a field holds.
    pub fn fill(&self, role: &str, name: &str, text: &str) {
        self.act(
            &format!("{role} {name:?}"),
            "one(arguments[0], arguments[1])",
            &json!([role, name]),
            |element| {
                self.session.click(element)?;
                self.session.type_keys(element, SELECT_ALL)?;
                self.session.type_keys(element, if text.is_empty() { BACKSPACE } else { text })
            },
        );
    }

    /// Types keys into a field as they are.
    pub fn type_keys(&self, role: &str, name: &str, keys: &str) {
        self.act(
            &format!("{role} {name:?}"),
            "one(arguments[0], arguments[1])",
            &json!([role, name]),
            |element| self.session.type_keys(element, keys),
        );
    }

    /// The text that something shows, or the value that a field holds.
    pub fn text_of(&self, role: &str, name: &str) -> String {
        let element = self.find(role, name);
        let text = self.evaluate(
            "return arguments[0].value ?? squeeze(spoken(arguments[0]))",
            json!([element.to_value()]),
        );
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script's body in the page, with the functions of `page.js` at hand.
    ///
    /// # Panics
    /// When the script throws.
    pub fn evaluate(&self, script: &str, arguments: Value) -> Value {
        let script = format!("{PAGE}\n{script}");
        self.session.run(&script, arguments).unwrap_or_else(|refused| self.fail(&refused.to_string(), ""))
    }

    /// Runs a script that calls its last argument when it is done.
    ///
    /// # Panics
    /// When the script throws or does not end.
    pub fn evaluate_async(&self, script: &str, arguments: Value) -> Value {
        let script = format!("{PAGE}\n{script}");
        self.session
            .run_async(&script, arguments)
            .unwrap_or_else(|refused| self.fail(&refused.to_string(), ""))
    }

    /// Waits until an expression over `arguments` holds in the page, and gives its value.
    ///
    /// # Panics
    /// When it does not; the message lists what is there.
    pub fn holds(&self, what: &str, expression: &str, arguments: Value) -> Value {
        let body = format!(
            "const done = arguments[arguments.length - 1];\n\
             const milliseconds = arguments[arguments.length - 2];\n\
             look(() => {expression}, milliseconds, done);"
        );
        let mut arguments = arguments.as_array().cloned().unwrap_or_default();
        arguments.push(json!(u64::try_from(PATIENCE.as_millis()).unwrap()));
        let answer = self.evaluate_async(&body, Value::Array(arguments));
        match answer.get("value") {
            Some(value) => value.clone(),
            None => self.fail(&format!("waited for {what}"), answer["present"].as_str().unwrap_or_default()),
        }
    }

    /// Gives the page this size, in pixels.
    ///
    /// # Panics
    /// When the driver refuses, or the page does not come to it.
    pub fn is_sized(&self, width: u32, height: u32) {
        let inner = self.evaluate("return [window.innerWidth, window.innerHeight]", json!([]));
        let outer = self.evaluate("return [window.outerWidth, window.outerHeight]", json!([]));
        let frame = |at: usize| (outer[at].as_u64().unwrap() - inner[at].as_u64().unwrap()) as u32;
        let resized = self.session.resize(width + frame(0), height + frame(1));
        resized.unwrap_or_else(|refused| self.fail(&refused.to_string(), ""));
        let is_there = "window.innerWidth === arguments[0] && window.innerHeight === arguments[1]";
        self.holds(&format!("a page of {width} × {height}"), is_there, json!([width, height]));
    }

    /// Takes a picture of the page as it is once drawn, and tells where it lies: a picture shows the last frame that was composed.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.drawn();
        let picture = self.session.picture().unwrap_or_else(|refused| self.fail(&refused.to_string(), ""));
        self.artefacts.keep(&format!("{name}.png"), &picture)
    }

    /// Ends the application as a power cut would, and gives back nothing but the profile on disk.
    pub fn kill(self) {
        let application = self.session.application().expect("the application runs");
        rustix::process::kill_process(application, rustix::process::Signal::KILL).unwrap();
        until("the application to be gone", || self.session.application().is_none().then_some(()));
    }

    /// Closes the window.
    pub fn closes(&self) {
        self.session.close();
    }

    /// Waits until the application has ended.
    pub fn ended(&self) {
        until("the application to end", || self.session.application().is_none().then_some(()));
    }

    /// The memory of the application and of the processes that it started, in bytes; what several share is shared out among them.
    ///
    /// # Panics
    /// When it does not run.
    pub fn memory(&self) -> u64 {
        memory_of(self.session.application().expect("the application runs"))
    }

    /// Shows the window in a theme, as the setting does, for as long as `look` takes.
    pub fn in_theme(&self, theme: &str, look: impl FnOnce()) {
        let set = "const html = document.documentElement; const before = html.dataset.theme ?? null; \
                   if (arguments[0] === null) delete html.dataset.theme; else html.dataset.theme = arguments[0]; return before;";
        let before = self.evaluate(set, json!([theme]));
        self.drawn();
        look();
        self.evaluate(set, json!([before]));
    }

    /// What the application has written to standard error.
    pub fn errors(&self) -> String {
        self.session.errors()
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    fn drawn(&self) {
        // What turns for ever is no change that a picture could wait for.
        let still = "document.getAnimations().every((one) => one.playState !== 'running' || \
                     one.effect.getComputedTiming().endTime === Infinity)";
        self.holds("the page to stand still", still, json!([]));
        let twice =
            "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.evaluate_async(twice, json!([]));
    }

    fn find(&self, role: &str, name: &str) -> Element {
        let found =
            self.holds(&format!("{role} {name:?}"), "one(arguments[0], arguments[1])", json!([role, name]));
        Element::from_value(&found).unwrap_or_else(|| panic!("{role} {name:?} is no element: {found}"))
    }

    /// Does something to an element that is on; where the page has moved on meanwhile, finds it again.
    fn act(
        &self,
        what: &str,
        expression: &str,
        arguments: &Value,
        act: impl Fn(&Element) -> Result<(), Refused>,
    ) {
        until(&format!("{what} to take it"), || {
            let expression = format!("atRest(pressable(isOn({expression})))");
            let found = self.holds(&format!("{what} to be on"), &expression, arguments.clone());
            match act(&Element::from_value(&found)?) {
                Ok(()) => Some(()),
                Err(refused) if refused.page_moved() => None,
                Err(refused) => self.fail(&format!("{what}: {refused}"), ""),
            }
        });
    }

    fn fail(&self, what: &str, present: &str) -> ! {
        if let Ok(picture) = self.session.picture() {
            self.artefacts.keep("failed.png", &picture);
        }
        panic!("{what}\n{present}\n{}", self.errors());
    }
}

/// The folder of the window's sources and packages.
pub fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui")
}
