//! A stand-in and a client of it.

use pems_sim::{Control, Sim, SimBuilder};
use reqwest::{Method, RequestBuilder, Response, header::HeaderMap};
use serde_json::{Value as Json, json};
use std::sync::Once;

pub const MARIA: (&str, &str) = ("maria.ortiz@example.com", "planner-1");
pub const JANE: &str = "jane.smith@example.com";
pub const OKAFOR: (&str, &str) = ("p.okafor@example.com", "planner-3");
pub const READER: (&str, &str) = ("r.reader@example.com", "reader-1");
/// A key that nothing else uses.
pub const KEY: &str = "6f1c2a54-6a7e-4a86-9d0c-3a3f3f5f7a01";
pub const OTHER_KEY: &str = "6f1c2a54-6a7e-4a86-9d0c-3a3f3f5f7a02";

pub struct World {
    pub sim: Sim,
    pub http: reqwest::Client,
    pub user: (&'static str, &'static str),
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Json,
}

pub fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    // Plain answers, so that a test sees them as they were sent.
    reqwest::Client::builder().no_proxy().no_gzip().build().unwrap()
}

/// 40 records in RIO, 10 in PORTARTHUR, no rate that matters.
pub fn small() -> SimBuilder {
    Sim::builder().records_of("RIO", 40).records_of("PORTARTHUR", 10).rate(1_000_000.0)
}

pub async fn world() -> World {
    started(small()).await
}

pub async fn started(builder: SimBuilder) -> World {
    World { sim: builder.start().await.unwrap(), http: client(), user: MARIA }
}

impl World {
    pub fn control(&self) -> Control {
        self.sim.control()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sim.root_url())
    }

    /// A request with everything in order: credentials, tenant, organization RIO.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path)
            .basic_auth(self.user.0, Some(self.user.1))
            .header("tenant", "DEMO")
            .header("organization", "RIO")
    }

    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    pub async fn get(&self, path: &str) -> Seen {
        seen(self.request(Method::GET, path)).await
    }

    pub async fn put(&self, pfa_id: &str, version: u64, changes: Json, key: &str) -> Seen {
        let body = update(pfa_id, version, changes);
        seen(self.request(Method::PUT, &format!("/pfa/{pfa_id}")).header("Idempotency-Key", key).json(&body))
            .await
    }

    pub async fn delete(&self, pfa_id: &str, version: u64, reason: &str, key: &str) -> Seen {
        let query = [("version", version.to_string()), ("reason", reason.to_owned())];
        let path = format!("/pfa/{pfa_id}?version={}&reason={}", query[0].1, query[1].1);
        seen(self.request(Method::DELETE, &path).header("Idempotency-Key", key)).await
    }

    pub async fn grid(&self, parts: Json) -> Seen {
        seen(self.request(Method::POST, "/griddata").json(&grid_request(parts))).await
    }

    /// The version at which a record is.
    pub fn version(&self, pfa_id: &str) -> u64 {
        self.control().record("RIO", pfa_id).unwrap().version
    }

    /// The id of a record that planners may edit freely: neither on site nor cancelled.
    pub fn editable(&self) -> String {
        let plain = self.control().find("RIO", |r| !r.is_actualized() && !r.is_discontinued());
        plain.unwrap().id.pfa_id.to_string()
    }
}

pub fn update(pfa_id: &str, version: u64, changes: Json) -> Json {
    json!({"pfaId": pfa_id, "organization": "RIO", "version": version, "changes": changes})
}

/// A grid request, with `parts` laid over it; `ROWS` and `CURSOR` go into its GRID.
pub fn grid_request(parts: Json) -> Json {
    let mut body = json!({
        "GRID": {"GRID_NAME": "CUPFAG", "NUMBER_OF_ROWS_FIRST_RETURNED": 1000},
        "GRID_TYPE": {"TYPE": "LIST"},
        "REQUEST_TYPE": "LIST.DATA_ONLY.STORED",
    });
    for (name, value) in parts.as_object().unwrap() {
        match name.as_str() {
            "ROWS" => body["GRID"]["NUMBER_OF_ROWS_FIRST_RETURNED"] = value.clone(),
            "CURSOR" => body["GRID"]["CURSOR_POSITION"] = value.clone(),
            _ => body[name] = value.clone(),
        }
    }
    body
}

pub async fn seen(request: RequestBuilder) -> Seen {
    read(request.send().await.unwrap()).await
}

pub async fn read(response: Response) -> Seen {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Json::String(text));
    Seen { status, headers, body }
}

impl Seen {
    /// The refusal is as the contract has it: this status, this word, a message, an id.
    #[track_caller]
    pub fn refused(&self, status: u16, word: &str) -> &Self {
        assert_eq!((self.status, self.body["error"].as_str()), (status, Some(word)), "{self:?}");
        assert!(self.body["message"].as_str().is_some_and(|m| !m.is_empty()), "{self:?}");
        assert!(self.body["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{self:?}");
        assert_eq!(self.headers["content-type"], "application/json");
        self
    }

    #[track_caller]
    pub fn ok(&self) -> &Json {
        assert_eq!(self.status, 200, "{self:?}");
        &self.body
    }

    #[track_caller]
    pub fn fields(&self, fields: &[&str]) -> &Self {
        assert_eq!(self.body["fields"], json!(fields), "{self:?}");
        self
    }

    pub fn page(&self) -> &Json {
        &self.ok()["Result"]["ResultData"]["GRID"]
    }

    pub fn rows(&self) -> &Vec<Json> {
        self.page()["DATA"]["ROW"].as_array().unwrap()
    }

    pub fn ids(&self) -> Vec<&str> {
        self.rows().iter().map(|row| row["pfs_id"].as_str().unwrap()).collect()
    }
}
