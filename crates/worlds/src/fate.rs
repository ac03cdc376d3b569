//! What becomes of a request on its way, drawn from the seed.

use crate::chance::Chance;
use http::{Response, StatusCode, header};
use serde_json::json;
use std::time::Duration;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does the answer, after so long each.
    Arrives(Duration, Duration),
    /// It is lost, and the connection breaks.
    RequestLost,
    /// It is lost, and nobody says so.
    RequestVanishes,
    /// It arrives; the answer is lost.
    ReplyLost,
    /// It arrives, and no answer comes in time.
    ReplyVanishes,
    /// The client gives up waiting, and it arrives so long after it was sent: behind later ones.
    ArrivesLate(Duration),
    /// It arrives twice in a row.
    Twice,
    /// It arrives, and once more so long after.
    TwiceLate(Duration),
    /// Something answers in PEMS's stead, and it never arrives.
    Instead(Answer),
    /// It arrives, and something else than PEMS's answer comes back.
    Replaced(Answer),
    /// It arrives, and half of the answer comes back.
    CutShort,
}

/// An answer that PEMS's handlers did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A refusal in the contract's form, with so many seconds of Retry-After (none below 0).
    Refusal(u16, i8),
    /// A gateway's page.
    BadGateway,
    /// A captive portal's page.
    Portal,
    /// A captive portal's redirect.
    Redirect,
    /// JSON of another shape.
    Garbage,
}

/// How bad the line is: in a hundred requests so many do not simply arrive.
pub fn draw(chance: &mut Chance, trouble: u64, is_write: bool) -> Fate {
    let (there, back) = (latency(chance), latency(chance));
    if !chance.percent(trouble) {
        return Fate::Arrives(there, back);
    }
    let late = Duration::from_millis(chance.between(31_000, 120_000));
    let unclear = unclear(chance);
    let refusal = refusal(chance);
    let most = chance.weighted(&[
        (3, Fate::RequestLost),
        (1, Fate::RequestVanishes),
        (5, Fate::ReplyLost),
        (2, Fate::ReplyVanishes),
        (2, Fate::Twice),
        (3, Fate::Instead(unclear)),
        (3, Fate::Replaced(unclear)),
        (2, Fate::CutShort),
        (2, Fate::Instead(refusal)),
        (if is_write { 2 } else { 0 }, Fate::ArrivesLate(late)),
        (if is_write { 1 } else { 0 }, Fate::TwiceLate(late)),
        (2, Fate::Arrives(there * 20, back * 20)),
    ]);
    most.unwrap_or(Fate::RequestLost)
}

impl Answer {
    /// The answer as it comes over the line.
    pub fn response(self) -> Response<Vec<u8>> {
        let (status, kind, body) = match self {
            Answer::Refusal(status, _) => (status, "application/json", refusal_body(status)),
            Answer::BadGateway => (502, "text/html", "<html><h1>502 Bad Gateway</h1></html>".to_owned()),
            Answer::Portal => (200, "text/html", "<!DOCTYPE html><title>Sign in to Wi-Fi</title>".to_owned()),
            Answer::Redirect => (302, "text/html", String::new()),
            Answer::Garbage => (200, "application/json", r#"{"answer":[42,null]}"#.to_owned()),
        };
        let mut response = Response::new(body.into_bytes());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        if self == Answer::Redirect {
            headers.insert(header::LOCATION, header::HeaderValue::from_static("http://portal.example/"));
        }
        if let Answer::Refusal(_, wait @ 0..) = self {
            headers.insert(header::RETRY_AFTER, header::HeaderValue::from(i16::from(wait)));
        }
        response
    }
}

fn latency(chance: &mut Chance) -> Duration {
    Duration::from_millis(chance.between(5, 400))
}

/// After these nobody knows whether the request was carried out.
fn unclear(chance: &mut Chance) -> Answer {
    let of = [
        (2, Answer::Refusal(500, -1)),
        (1, Answer::Refusal(503, -1)),
        (1, Answer::Refusal(503, 20)),
        (1, Answer::BadGateway),
        (1, Answer::Portal),
        (1, Answer::Redirect),
        (1, Answer::Garbage),
    ];
    chance.weighted(&of).unwrap_or(Answer::BadGateway)
}

/// After these it is known that it was not.
fn refusal(chance: &mut Chance) -> Answer {
    let of = [
        (4, Answer::Refusal(429, 2)),
        (1, Answer::Refusal(429, 90)),
        (2, Answer::Refusal(401, -1)),
        (1, Answer::Refusal(403, -1)),
        (1, Answer::Refusal(404, -1)),
        (1, Answer::Refusal(400, -1)),
        (1, Answer::Refusal(413, -1)),
    ];
    chance.weighted(&of).unwrap_or(Answer::Refusal(429, 2))
}

fn refusal_body(status: u16) -> String {
    let code = match status {
        400 => "INVALID_REQUEST",
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        413 => "TOO_LARGE",
        429 => "RATE_LIMITED",
        503 => "UNAVAILABLE",
        _ => "SERVER_ERROR",
    };
    json!({ "error": code, "message": "The line says so.", "requestId": "req-line" }).to_string()
}
