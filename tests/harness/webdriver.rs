//! The part of the WebDriver protocol that journeys need, over plain HTTP.

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use serde_json::{Value, json};
use ureq::Agent;

use crate::desktop::Desktop;
use crate::process::{Process, children_of};

/// The key under which the protocol wraps a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Has the page draw again and again, one dot of it.
const BLINK: &str = "\
    const dot = document.createElement('i');\
    dot.id = 'journey-blinks';\
    dot.ariaHidden = true;\
    Object.assign(dot.style, {position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px'});\
    document.documentElement.append(dot);\
    let odd = false;\
    dot.interval = setInterval(() => {\
        odd = !odd;\
        dot.style.backgroundColor = odd ? 'rgb(0 0 0 / 0.004)' : 'rgb(255 255 255 / 0.004)';\
    }, 20);";
const BLINK_NO_MORE: &str = "\
    const dot = document.getElementById('journey-blinks');\
    clearInterval(dot.interval);\
    dot.remove();";

/// A browser session: the driver process and the application that it started.
pub struct Session {
    agent: Agent,
    url: String,
    driver: Process,
}

/// A reference to an element of the page.
#[derive(Debug, Clone)]
pub struct Element(String);

/// What the driver answers when it cannot do what was asked.
#[derive(Debug)]
pub struct Refused {
    /// The protocol's word, as `stale element reference`.
    pub error: String,
    message: String,
}

impl Session {
    /// Starts a driver on the desktop, and with it the application.
    ///
    /// # Panics
    /// When either does not start.
    pub fn start(desktop: &Desktop, application: &Path, arguments: &[&str]) -> Self {
        let mut command = desktop.command(Path::new("WebKitWebDriver"));
        command.arg("--port=0").env("TAURI_WEBVIEW_AUTOMATION", "true").env("RUST_BACKTRACE", "1");
        let driver = Process::start(command, "");
        let port = driver.listening_port();
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(300)))
            .build()
            .into();
        let mut session = Self { agent, url: format!("http://127.0.0.1:{port}/session"), driver };
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "webkitgtk:browserOptions": {"binary": application, "args": arguments},
            "timeouts": {"script": 240_000, "pageLoad": 60_000},
        }}});
        let answer = session.post("", &wanted).unwrap_or_else(|refused| {
            panic!("the window does not open: {refused}\n{}", session.driver.errors())
        });
        let id = answer["sessionId"].as_str().unwrap().to_owned();
        session.url = format!("{}/{id}", session.url);
        session
    }

    /// Goes to an address and waits until its page is loaded.
    pub fn go(&self, address: &str) -> Result<(), Refused> {
        self.post("/url", &json!({"url": address})).map(drop)
    }

    /// Runs a script's body in the page and gives what it returns.
    pub fn run(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Runs a script whose last argument is the function to call when it is done.
    pub fn run_async(&self, script: &str, arguments: Value) -> Result<Value, Refused> {
        self.post("/execute/async", &json!({"script": script, "args": arguments}))
    }

    /// Clicks in the middle of an element, scrolling it into view.
    pub fn click(&self, element: &Element) -> Result<(), Refused> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Types into an element; keys without a character are in the protocol's private use area.
    pub fn type_keys(&self, element: &Element, keys: &str) -> Result<(), Refused> {
        self.post(&format!("/element/{}/value", element.0), &json!({"text": keys})).map(drop)
    }

    /// Moves keys and mouse as the hand does, then lets go of what is still held.
    pub fn perform(&self, devices: &Value) -> Result<(), Refused> {
        self.post("/actions", &json!({"actions": devices}))?;
        read(self.agent.delete(format!("{}/actions", self.url)).call()).map(drop)
    }

    /// The application's windows, in no order.
    pub fn windows(&self) -> Result<Vec<String>, Refused> {
        let handles = self.get("/window/handles")?;
        Ok(handles.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The window that everything goes to.
    pub fn window(&self) -> Result<String, Refused> {
        Ok(self.get("/window")?.as_str().unwrap_or_default().to_owned())
    }

    /// Lets everything go to another window.
    pub fn turn_to(&self, window: &str) -> Result<(), Refused> {
        self.post("/window", &json!({"handle": window})).map(drop)
    }

    /// Gives the window another size, its frame included.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), Refused> {
        self.post("/window/rect", &json!({"width": width, "height": height})).map(drop)
    }

    /// A picture of the page, as PNG.
    pub fn picture(&self) -> Result<Vec<u8>, Refused> {
        // WebKit answers when it next draws. Without surfaces it draws only what changed, and never answers where
        // nothing does: meanwhile a dot in the corner goes from one shade that nobody sees to another.
        self.run(BLINK, json!([]))?;
        let answer = self.get("/screenshot");
        self.run(BLINK_NO_MORE, json!([]))?;
        let answer = answer?;
        Ok(base64::engine::general_purpose::STANDARD.decode(answer.as_str().unwrap_or_default()).unwrap())
    }

    /// What the application and the driver have written to standard error.
    pub fn errors(&self) -> String {
        self.driver.errors()
    }

    /// Closes the window; the driver ends the application where that does not.
    pub fn close(&self) {
        let _ = self
            .agent
            .delete(&self.url)
            .config()
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .call();
    }

    /// The process of the application.
    pub fn application(&self) -> Option<rustix::process::Pid> {
        children_of(self.driver.id()).first().map(|(pid, _)| *pid)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        let sent = self.agent.post(format!("{}{path}", self.url)).send_json(body);
        read(sent)
    }

    fn get(&self, path: &str) -> Result<Value, Refused> {
        read(self.agent.get(format!("{}{path}", self.url)).call())
    }
}

impl Drop for Session {
    /// Closes the window as a person would; the driver's group ends with its process.
    fn drop(&mut self) {
        self.close();
    }
}

impl Element {
    /// Reads a reference that a script returned.
    pub fn from_value(value: &Value) -> Option<Self> {
        value[ELEMENT].as_str().map(|id| Self(id.to_owned()))
    }

    /// The reference as an argument for a script.
    pub fn to_value(&self) -> Value {
        json!({ELEMENT: self.0})
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.error, self.message)
    }
}

impl Refused {
    /// Tells whether the page moved on between finding an element and using it, so that looking again helps.
    pub fn page_moved(&self) -> bool {
        [
            "stale element reference",
            "element not interactable",
            "element click intercepted",
            "no such element",
        ]
        .contains(&self.error.as_str())
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Refused> {
    let lost = |error: ureq::Error| Refused { error: "no answer".to_owned(), message: error.to_string() };
    let mut answer = answer.map_err(lost)?;
    // A picture of a large screen is several megabytes of base64.
    let body = answer.body_mut().with_config().limit(64 << 20).read_to_string().map_err(lost)?;
    let body: Value = serde_json::from_str(&body)
        .map_err(|error| Refused { error: "no answer".to_owned(), message: format!("{error}: {body}") })?;
    if answer.status().is_success() {
        return Ok(body["value"].clone());
    }
    let text = |key: &str| body["value"][key].as_str().unwrap_or_default().to_owned();
    Err(Refused { error: text("error"), message: text("message") })
}
