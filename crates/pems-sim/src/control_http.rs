//! The control port: the handle over HTTP, on loopback, for the binary and for tests in other languages.
//!
//! Documented with examples in `docs/pems-sim.md`.

use crate::{
    control::{Control, ControlError, Outage},
    fault::Fault,
    feed::StrayFrame,
    settings::Capability,
    shared::{Line, Shared},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State, rejection::JsonRejection},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use chrono::NaiveDate;
use pfa_domain::Permission;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;

/// No body of the control port is larger than this, in bytes.
const BODY_CAP: usize = 256 * 1024;

/// Serves the control port until the stand-in ends.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut line = shared.wanted.subscribe();
    let ended = async move {
        // A sender that is gone has ended too.
        let _ = line.wait_for(|line| *line == Line::Stopped).await;
    };
    let served = axum::serve(listener, router(Control::new(shared))).with_graceful_shutdown(ended).await;
    if let Err(error) = served {
        tracing::error!(%error, "the control port ended early");
    }
}

fn router(control: Control) -> Router {
    Router::new()
        .route("/state", get(state))
        .route("/faults", get(faults).post(inject).delete(clear_faults))
        .route("/faults/{number}", delete(remove_fault))
        .route("/release", post(release))
        .route("/outage", post(outage).delete(restore))
        .route("/feed/cut", post(cut_feed))
        .route("/feed/stray", post(stray_on_feed))
        .route("/feed/hush", post(hush_feed))
        .route("/edit", post(edit))
        .route("/discontinue", post(discontinue))
        .route("/actualize", post(actualize))
        .route("/remove", post(remove))
        .route("/permissions", post(permissions))
        .route("/clock", post(clock))
        .route("/keys", delete(forget_keys))
        .route("/capabilities", post(capabilities))
        .route("/rate", post(rate))
        .route("/page-rows", post(page_rows))
        .route("/records/{organization}/{pfaId}", get(record))
        .route("/records/{organization}/{pfaId}/versions", get(versions))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/reset", post(reset))
        .fallback(async || Failure::new(StatusCode::NOT_FOUND, "there is nothing at this path"))
        .layer(middleware::from_fn(not_from_a_page))
        .layer(DefaultBodyLimit::max(BODY_CAP))
        .with_state(control)
}

/// A web page that a developer has open must not steer the stand-in: browsers send `Origin`, tools do not.
async fn not_from_a_page(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return Failure::new(StatusCode::FORBIDDEN, "not for web pages").into_response();
    }
    next.run(request).await
}

struct Failure {
    status: StatusCode,
    message: String,
    fields: Vec<String>,
}

type Done = Result<Json<Value>, Failure>;
type Body<T> = Result<Json<T>, JsonRejection>;

impl Failure {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), fields: Vec::new() }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"message": self.message, "fields": self.fields}))).into_response()
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Failure::new(rejection.status(), rejection.body_text())
    }
}

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        let message = error.to_string();
        match error {
            ControlError::NoSuchRecord | ControlError::NoSuchUser => {
                Failure::new(StatusCode::NOT_FOUND, message)
            }
            ControlError::Refused { fields, .. } => {
                Failure { status: StatusCode::BAD_REQUEST, message, fields }
            }
            ControlError::OutOfBounds { .. } => Failure::new(StatusCode::BAD_REQUEST, message),
            ControlError::Database => Failure::new(StatusCode::INTERNAL_SERVER_ERROR, message),
        }
    }
}

fn done() -> Done {
    Ok(Json(json!({"done": true})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Edit {
    organization: String,
    pfa_id: String,
    changes: Value,
    #[serde(default = "colleague")]
    user: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Discontinue {
    organization: String,
    pfa_id: String,
    #[serde(default = "colleague")]
    user: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Actualize {
    organization: String,
    pfa_id: String,
    actual_start: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordName {
    organization: String,
    pfa_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rights {
    user: String,
    organization: String,
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum ClockMove {
    OffsetSeconds(i64),
    AdvanceSeconds(i64),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OutageMode {
    mode: Outage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Capabilities {
    capabilities: Vec<Capability>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rate {
    per_second: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PageRows {
    rows: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hush {
    hushed: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Reset {
    records: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    last: Option<usize>,
}

fn colleague() -> String {
    "jane.smith@example.com".into()
}

async fn state(State(control): State<Control>) -> Json<Value> {
    Json(control.state())
}

async fn faults(State(control): State<Control>) -> Json<Value> {
    let list: Vec<Value> =
        control.faults().iter().map(|(number, fault)| json!({"number": number, "fault": fault})).collect();
    Json(list.into())
}

async fn inject(State(control): State<Control>, body: Body<Fault>) -> Done {
    let number = control.inject(body?.0)?;
    Ok(Json(json!({ "number": number })))
}

async fn clear_faults(State(control): State<Control>) -> Done {
    control.clear_faults();
    done()
}

async fn remove_fault(State(control): State<Control>, Path(number): Path<u64>) -> Done {
    if control.remove_fault(number) {
        done()
    } else {
        Err(Failure::new(StatusCode::NOT_FOUND, "there is no such fault"))
    }
}

/// Its body says nothing, and is read all the same: a connection with an unread body is closed.
async fn release(State(control): State<Control>, _: Bytes) -> Done {
    control.release();
    done()
}

async fn outage(State(control): State<Control>, body: Body<OutageMode>) -> Done {
    control.outage(body?.0.mode).await;
    done()
}

async fn restore(State(control): State<Control>) -> Done {
    control.restore().await;
    done()
}

async fn cut_feed(State(control): State<Control>, _: Bytes) -> Done {
    control.cut_feed();
    done()
}

async fn stray_on_feed(State(control): State<Control>, body: Body<StrayFrame>) -> Done {
    control.stray_on_feed(body?.0)?;
    done()
}

async fn hush_feed(State(control): State<Control>, body: Body<Hush>) -> Done {
    control.hush_feed(body?.0.hushed);
    done()
}

async fn edit(State(control): State<Control>, body: Body<Edit>) -> Done {
    let Json(edit) = body?;
    let reason = edit.reason.as_deref();
    let version = control.edit(&edit.organization, &edit.pfa_id, edit.changes, &edit.user, reason)?;
    Ok(Json(json!({ "version": version })))
}

async fn discontinue(State(control): State<Control>, body: Body<Discontinue>) -> Done {
    let Json(given) = body?;
    let version = control.discontinue(&given.organization, &given.pfa_id, &given.user, &given.reason)?;
    Ok(Json(json!({ "version": version })))
}

async fn actualize(State(control): State<Control>, body: Body<Actualize>) -> Done {
    let Json(given) = body?;
    let version = control.actualize(&given.organization, &given.pfa_id, given.actual_start)?;
    Ok(Json(json!({ "version": version })))
}

async fn remove(State(control): State<Control>, body: Body<RecordName>) -> Done {
    let Json(name) = body?;
    control.remove(&name.organization, &name.pfa_id)?;
    done()
}

async fn permissions(State(control): State<Control>, body: Body<Rights>) -> Done {
    let Json(rights) = body?;
    control.set_permissions(&rights.user, &rights.organization, rights.permissions)?;
    done()
}

async fn clock(State(control): State<Control>, body: Body<ClockMove>) -> Done {
    match body?.0 {
        ClockMove::OffsetSeconds(seconds) => control.set_clock_offset(seconds)?,
        ClockMove::AdvanceSeconds(seconds) => control.advance_clock(seconds)?,
    }
    Ok(Json(json!({ "now": control.now() })))
}

async fn forget_keys(State(control): State<Control>) -> Done {
    let forgotten = control.forget_keys()?;
    Ok(Json(json!({ "forgotten": forgotten })))
}

async fn capabilities(State(control): State<Control>, body: Body<Capabilities>) -> Done {
    control.set_capabilities(body?.0.capabilities);
    done()
}

async fn rate(State(control): State<Control>, body: Body<Rate>) -> Done {
    control.set_rate(body?.0.per_second)?;
    done()
}

async fn page_rows(State(control): State<Control>, body: Body<PageRows>) -> Done {
    control.set_page_rows(body?.0.rows)?;
    done()
}

async fn record(
    State(control): State<Control>,
    Path((organization, pfa_id)): Path<(String, String)>,
) -> Done {
    let record = control.record(&organization, &pfa_id).ok_or(ControlError::NoSuchRecord)?;
    let mut members = record.to_json();
    members.insert("version".into(), record.version.into());
    Ok(Json(Value::Object(members)))
}

/// Every version of a record, the newest first.
async fn versions(
    State(control): State<Control>,
    Path((organization, pfa_id)): Path<(String, String)>,
) -> Done {
    let held = control.versions(&organization, &pfa_id).into_iter();
    let shown = held.map(|version| {
        let mut members = version.record.to_json();
        members.insert("version".into(), version.record.version.into());
        Value::Object(members)
    });
    let shown: Vec<Value> = shown.collect();
    if shown.is_empty() { Err(ControlError::NoSuchRecord.into()) } else { Ok(Json(shown.into())) }
}

async fn requests(State(control): State<Control>, Query(last): Query<Last>) -> Json<Value> {
    let all = control.requests();
    let skip = all.len().saturating_sub(last.last.unwrap_or(1_000));
    Json(json!({
        "total": control.request_count(),
        "peakPerSecond": control.peak_per_second(),
        "requests": all[skip..],
    }))
}

async fn clear_requests(State(control): State<Control>) -> Done {
    control.clear_requests();
    done()
}

async fn reset(State(control): State<Control>, body: Body<Reset>) -> Done {
    let Json(reset) = body?;
    control.reset().await;
    if reset.records {
        control.start_over()?;
    }
    done()
}
