//! The system's proxy: used for a PEMS elsewhere, never for loopback. A proxy is named by the
//! environment, which belongs to a whole process, so each case runs in a process of its own.

use crate::server::{always, client, read_request, serve_raw};
use pfa_pems::PemsError;
use std::{
    process::Stdio,
    sync::{Arc, Mutex},
};
use tokio::io::AsyncWriteExt;

const ROOT: &str = "PFA_TEST_ROOT";

/// A proxy that refuses everything; gives its address and the request lines that it saw.
async fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let root = serve_raw(move |mut stream| {
        let kept = Arc::clone(&kept);
        async move {
            let request = read_request(&mut stream).await?;
            kept.lock().unwrap().push(request.lines().next().unwrap_or_default().to_owned());
            stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await
        }
    })
    .await;
    (root.trim_end_matches("/axis").to_owned(), seen)
}

/// Asks `root` for its health, then for its feed, in a process whose system proxy is `proxy`; whether it has health.
async fn ask_through(proxy: &str, root: &str) -> bool {
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        child.env(name, proxy);
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy").env(ROOT, root);
    // Where the lines that tests run are counted, those of this process count too.
    child.envs(std::env::var_os("LLVM_PROFILE_FILE").map(|file| ("LLVM_PROFILE_FILE", file)));
    child.args(["--exact", "proxy::asks_in_its_own_process", "--ignored"]);
    child.stdout(Stdio::null()).stderr(Stdio::null()).status().await.unwrap().success()
}

#[tokio::test]
#[ignore = "run by the other tests of this file, in a process with a proxy"]
async fn asks_in_its_own_process() {
    let root = std::env::var(ROOT).unwrap();
    let answer = client(&root).health().await;
    let _ = client(&root).change_feed(&crate::server::rio()).await;
    assert!(!matches!(answer, Err(PemsError::NotPems { .. })), "{answer:?}");
    answer.unwrap();
}

#[tokio::test]
async fn loopback_is_never_asked_through_a_proxy() {
    let (proxy, seen) = proxy().await;
    let root = always(200, &[], r#"{"status":"ok","serverTime":"2026-01-01T00:00:00Z"}"#).await;
    assert!(ask_through(&proxy, &root).await);
    assert!(seen.lock().unwrap().is_empty(), "{seen:?}");
}

#[tokio::test]
async fn a_pems_elsewhere_is_asked_through_the_proxy() {
    let (proxy, seen) = proxy().await;
    assert!(!ask_through(&proxy, "https://pems.invalid/axis").await);
    assert_eq!(*seen.lock().unwrap(), ["CONNECT pems.invalid:443 HTTP/1.1"; 2], "the feed too");
}

/// A desktop of GNOME, as far as `gsettings` tells: the folder that it is found in.
#[cfg(target_os = "linux")]
fn desktop(proxy: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let (host, port) = proxy.trim_start_matches("http://").split_once(':').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let lines = format!(
        "#!/bin/sh\necho \"org.gnome.system.proxy mode 'manual'\"\n\
         echo \"org.gnome.system.proxy ignore-hosts ['localhost']\"\n\
         echo \"org.gnome.system.proxy.https host '{host}'\"\n\
         echo \"org.gnome.system.proxy.https port {port}\"\n"
    );
    let program = folder.path().join("gsettings");
    std::fs::write(&program, lines).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_proxy_set_for_the_desktop_is_asked_where_the_environment_names_none() {
    let (proxy, seen) = proxy().await;
    let folder = desktop(&proxy);
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    child.env_clear().env("PATH", folder.path()).env(ROOT, "https://pems.invalid/axis");
    child.args(["--exact", "proxy::asks_in_its_own_process", "--ignored"]);
    let status = child.stdout(Stdio::null()).stderr(Stdio::null()).status().await.unwrap();
    assert!(!status.success());
    assert_eq!(*seen.lock().unwrap(), ["CONNECT pems.invalid:443 HTTP/1.1"; 2]);
}
