//! A PEMS in its own process, and the handle that only a test has on it.

use std::process::Command;

use serde_json::{Value, json};
use ureq::Agent;

use crate::process::{Process, program};
use crate::wait::until;

/// The organization of the journeys.
const ORGANIZATION: &str = "RIO";

/// The operations that change a record's fields.
const WRITES: [&str; 2] = ["updatePfa", "updateBatch"];

/// A running `pems-sim` with sample data of its own.
pub struct Pems {
    process: Process,
    agent: Agent,
    root: String,
    control: String,
}

/// A user of the stand-in.
#[derive(Debug, Clone, Copy)]
pub struct User {
    /// The user's id, as PEMS records it.
    pub id: &'static str,
    /// The password.
    pub password: &'static str,
}

/// May do everything.
pub const PLANNER: User = User { id: "maria.ortiz@example.com", password: "planner-1" };

/// May read, edit and sync, but neither roll back nor change settings.
pub const WITHOUT_ROLLBACK: User = User { id: "p.okafor@example.com", password: "planner-3" };

impl Pems {
    /// The tenant that it answers to.
    pub const TENANT: &'static str = "DEMO";

    /// Starts one that holds `records` records of RIO.
    pub fn with_records(records: u32) -> Self {
        let mut command = Command::new(program("pems-sim"));
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
        command.args([
            "--port",
            "0",
            "--control-port",
            "0",
            "--records",
            &format!("{ORGANIZATION}={records}"),
        ]);
        let process = Process::start(command, "");
        let ready: Value = process.line("where it is", |line| serde_json::from_str(line).ok());
        let address = |name: &str| ready[name].as_str().unwrap().to_owned();
        let (root, control) = (address("root"), address("control"));
        let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { process, agent, root, control }
    }

    /// The root of its API.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Takes it off the network: connections are refused until [`Pems::restore`].
    pub fn take_down(&self) {
        self.post("/outage", &json!({"mode": "refuse"}));
    }

    /// Lets it be reached again.
    pub fn restore(&self) {
        self.delete("/outage");
    }

    /// Answers everything that concerns a record with this fault, as in `{"kind": "serverError"}`.
    pub fn fails_record(&self, pfa_id: &str, fault: &Value) {
        self.post("/faults", &json!({"fault": fault, "on": {"pfaId": pfa_id}}));
    }

    /// Does this to every write, whether it comes alone or in a batch.
    pub fn fails_writes(&self, fault: &Value) {
        for operation in WRITES {
            self.post("/faults", &json!({"fault": fault, "on": {"operation": operation}}));
        }
    }

    /// Holds the next request of an operation, unanswered, until [`Pems::heal`].
    pub fn holds_next(&self, operation: &str) {
        self.post("/faults", &json!({"fault": {"kind": "hold"}, "on": {"operation": operation}, "times": 1}));
    }

    /// Ends all faults and lets go what is held.
    pub fn heal(&self) {
        self.delete("/faults");
        self.post("/release", &json!({}));
    }

    /// Waits until a request is held.
    pub fn holds_a_request(&self) {
        until("PEMS to hold a request", || (self.get("/state")["held"].as_u64()? > 0).then_some(()));
    }

    /// A colleague changes a record.
    pub fn colleague_edits(&self, pfa_id: &str, changes: Value) {
        self.post("/edit", &json!({"organization": ORGANIZATION, "pfaId": pfa_id, "changes": changes}));
    }

    /// The record as PEMS holds it, fields by their camelCase names.
    pub fn record(&self, pfa_id: &str) -> Value {
        self.get(&format!("/records/{ORGANIZATION}/{pfa_id}"))
    }

    /// Every version of the record that PEMS has held, the oldest first.
    pub fn versions(&self, pfa_id: &str) -> Vec<Value> {
        let mut versions = self
            .get(&format!("/records/{ORGANIZATION}/{pfa_id}/versions"))
            .as_array()
            .cloned()
            .unwrap_or_default();
        versions.reverse();
        versions
    }

    /// Takes so many requests a second from each user.
    pub fn takes_per_second(&self, requests: u32) {
        self.post("/rate", &json!({"perSecond": requests}));
    }

    /// Does this to a share of all requests.
    pub fn fails_share(&self, fault: &Value, probability: f64) {
        self.post("/faults", &json!({"fault": fault, "probability": probability}));
    }

    /// How many writes have come, alone or in a batch, whatever became of them.
    pub fn writes(&self) -> usize {
        let log = self.get("/requests?last=20000");
        let requests = log["requests"].as_array().cloned().unwrap_or_default();
        requests.iter().filter(|request| WRITES.iter().any(|write| request["operation"] == *write)).count()
    }

    /// What it has said on standard error.
    pub fn errors(&self) -> String {
        self.process.errors()
    }

    fn get(&self, path: &str) -> Value {
        self.read(path, self.agent.get(format!("{}{path}", self.control)).call())
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.read(path, self.agent.post(format!("{}{path}", self.control)).send_json(body))
    }

    fn delete(&self, path: &str) -> Value {
        self.read(path, self.agent.delete(format!("{}{path}", self.control)).call())
    }

    fn read(&self, path: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
        let mut answer = answer.unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.errors()));
        let status = answer.status();
        let body = answer.body_mut().read_to_string().unwrap();
        assert!(status.is_success(), "{path}: {status} {body}");
        serde_json::from_str(&body).unwrap()
    }
}
