//! The stand-in's program beside this one, and bare HTTP to it.

use crate::Outcome;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// The organization that is measured.
pub const ORGANIZATION: &str = "RIO";
/// A planner who may do everything.
pub const USER: &str = "maria.ortiz@example.com";
/// Their password.
pub const PASSWORD: &str = "planner-1";
/// The tenant.
pub const TENANT: &str = "DEMO";
/// So many requests a second that nobody waits.
pub const NO_LIMIT: u32 = 10_000;

/// A running PEMS.
pub struct Pems {
    process: Child,
    root: String,
    control: String,
    http: Client,
}

impl Pems {
    /// Starts one with so many records that allows so many requests a second.
    pub fn start(records: u32, rate: u32) -> Outcome<Self> {
        // Whoever asks first has chosen TLS's cryptography for the process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut process = Command::new(program("pems-sim")?)
            .args(["--records", "5", "--records", &format!("{ORGANIZATION}={records}")])
            .args(["--rate", &rate.to_string()])
            .env("PEMS_SIM_LOG", "error")
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let ready: Json = serde_json::from_str(&line)?;
        let address =
            |name: &str| ready[name].as_str().map(str::to_owned).ok_or("it does not say where it is");
        let http = Client::builder().no_proxy().gzip(true).tls_certs_only([]).build()?;
        Ok(Self { process, root: address("root")?, control: address("control")?, http })
    }

    /// The root of its API.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// A request as the application sends it, body apart.
    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.root))
            .basic_auth(USER, Some(PASSWORD))
            .header("tenant", TENANT)
            .header("organization", ORGANIZATION)
            .header("accept", "application/json")
    }

    /// One page of the grid, parsed; the rows in it, and whether more follow.
    pub async fn page(&self, after: Option<&str>, rows: u32) -> Outcome<(Vec<Json>, bool)> {
        let mut body = json!({
            "GRID": { "GRID_NAME": "CUPFAG", "NUMBER_OF_ROWS_FIRST_RETURNED": rows },
            "GRID_TYPE": { "TYPE": "LIST" }, "REQUEST_TYPE": "LIST.DATA_ONLY.STORED",
            "ADDON_SORT": { "ALIAS_NAME": "pfs_id", "TYPE": "ASC" },
        });
        if let Some(after) = after {
            let filter = json!({ "ALIAS_NAME": "pfs_id", "OPERATOR": ">", "VALUE": after });
            body["MULTIADDON_FILTERS"] = json!({ "MADDON_FILTER": [filter] });
        }
        let answer = self.request(reqwest::Method::POST, "/griddata").json(&body).send().await?;
        let mut answer: Json = serde_json::from_slice(&answer.error_for_status()?.bytes().await?)?;
        let mut grid = answer["Result"]["ResultData"]["GRID"].take();
        let more = grid["METADATA"]["MORERECORDPRESENT"] == "+";
        let Json::Array(rows) = grid["DATA"]["ROW"].take() else { return Err("no rows".into()) };
        Ok((rows, more))
    }

    /// The requests that arrived so far.
    pub async fn requests(&self) -> Outcome<u64> {
        let log = self.http.get(format!("{}/requests?last=1", self.control)).send().await?;
        let log: Json = serde_json::from_slice(&log.error_for_status()?.bytes().await?)?;
        log["total"].as_u64().ok_or_else(|| "the log has no total".into())
    }

    /// Tells it something through its control.
    pub async fn tell(&self, path: &str, body: Json) -> Outcome<()> {
        self.http.post(format!("{}{path}", self.control)).json(&body).send().await?.error_for_status()?;
        Ok(())
    }
}

impl Drop for Pems {
    fn drop(&mut self) {
        // It keeps nothing: to end it hard loses nothing.
        let ended = self.process.kill().and_then(|()| self.process.wait());
        drop(ended);
    }
}

/// A program that was built with this one.
pub fn program(name: &str) -> Outcome<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
