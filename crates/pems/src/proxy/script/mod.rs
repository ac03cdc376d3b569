//! Proxy scripts (PAC): read from their address, run in an engine that has no file, no network beyond the names it may
//! look up, and bounds on memory, steps and time.

mod engine;
#[cfg(test)]
mod tests;

use super::ProxyAddress;
use crate::{ClientOptions, client, text::one_line};
use engine::run;
use reqwest::Url;
use std::io::Read;
use std::time::Duration;
use tokio::time::timeout;

/// The largest script that is read; real ones have some kilobytes.
const SCRIPT_BYTES_MAX: usize = 1 << 20;
/// How long a script may take, the names that it looks up included.
const PATIENCE: Duration = Duration::from_secs(10);
/// Proxies of an answer that are tried.
const HOPS_MAX: usize = 8;

/// A way out that a script names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hop {
    /// Straight.
    Direct,
    /// Through this proxy.
    Through(ProxyAddress),
}

/// Why a script gives no way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ScriptError {
    /// It cannot be read from its address.
    #[error("it cannot be read: {0}")]
    Unread(String),
    /// It is too large.
    #[error("it is larger than a proxy script can be")]
    TooLarge,
    /// It does not run.
    #[error("it does not run: {0}")]
    Broken(String),
    /// It goes on and on.
    #[error("it takes too long")]
    TooLong,
    /// Its answer names no way that can be gone.
    #[error("its answer {0:?} names no proxy that can be used")]
    NoWay(String),
}

/// Reads a script from its address, straight and never through a proxy.
pub(crate) async fn read(address: &str, options: &ClientOptions) -> Result<String, ScriptError> {
    let unread = |why: &dyn std::fmt::Display| ScriptError::Unread(one_line(&why.to_string(), 300));
    let url = Url::parse(address).map_err(|error| unread(&error))?;
    if url.scheme() == "file" {
        let path = url.to_file_path().map_err(|()| unread(&"it names no file of this machine"))?;
        return tokio::task::spawn_blocking(move || read_file(&path))
            .await
            .map_err(|error| unread(&error))?;
    }
    let http = client::straight(&url, options).map_err(|error| unread(&error))?;
    let mut answer =
        http.get(url).timeout(PATIENCE).send().await.map_err(|error| unread(&client::root_words(&error)))?;
    if !answer.status().is_success() {
        return Err(unread(&answer.status()));
    }
    let mut script = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unread(&error))? {
        script.extend_from_slice(&chunk);
        if script.len() > SCRIPT_BYTES_MAX {
            return Err(ScriptError::TooLarge);
        }
    }
    // Old scripts are in old encodings; what they say of hosts is ASCII.
    Ok(String::from_utf8_lossy(&script).into_owned())
}

/// Asks a script which ways lead to `target`, in the order of trying. Of the target it is told the host alone.
pub(crate) async fn ask(script: &str, target: &Url) -> Result<Vec<Hop>, ScriptError> {
    let host = target.host_str().unwrap_or_default().to_owned();
    let url = format!("{}://{host}/", target.scheme());
    let script = script.to_owned();
    let running = tokio::task::spawn_blocking(move || run(&script, &url, &host));
    // A name that is looked up cannot be given up; its thread ends when the system's resolver does.
    let answer = timeout(PATIENCE, running).await.map_err(|_| ScriptError::TooLong)?;
    hops(&answer.map_err(|error| ScriptError::Broken(error.to_string()))??)
}

/// The ways of an answer such as `PROXY a:8080; DIRECT`. What cannot be gone is passed over.
fn hops(answer: &str) -> Result<Vec<Hop>, ScriptError> {
    let hops: Vec<Hop> = answer.split(';').filter_map(|way| hop(way.trim())).take(HOPS_MAX).collect();
    if hops.is_empty() { Err(ScriptError::NoWay(one_line(answer, 200))) } else { Ok(hops) }
}

fn hop(way: &str) -> Option<Hop> {
    let (kind, place) = way.split_once(char::is_whitespace).unwrap_or((way, ""));
    let scheme = match kind.to_ascii_uppercase().as_str() {
        "DIRECT" => return Some(Hop::Direct),
        "PROXY" | "HTTP" => "http",
        "HTTPS" => "https",
        "SOCKS5" => "socks5h",
        // SOCKS without a version is version 4.
        _ => return None,
    };
    ProxyAddress::parse(&format!("{scheme}://{}", place.trim())).ok().map(Hop::Through)
}

fn read_file(path: &std::path::Path) -> Result<String, ScriptError> {
    let unread = |error: std::io::Error| ScriptError::Unread(error.to_string());
    let mut script = Vec::new();
    let file = std::fs::File::open(path).map_err(unread)?;
    file.take(SCRIPT_BYTES_MAX as u64 + 1).read_to_end(&mut script).map_err(unread)?;
    if script.len() > SCRIPT_BYTES_MAX {
        return Err(ScriptError::TooLarge);
    }
    Ok(String::from_utf8_lossy(&script).into_owned())
}
