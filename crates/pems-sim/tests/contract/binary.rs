//! The binary: where it says it is, that it is there, and how it ends.

use crate::world::*;
use serde_json::Value as Json;
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pems-sim"));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_is_and_ends_cleanly_on_sigterm() {
    let options =
        ["--records", "RIO=5", "--records", "NEW=2", "--no-capability", "batch", "--user", "a:b:NEW=read"];
    let mut running = binary().args(options).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Json = serde_json::from_str(&line).unwrap();

    let root = ready["root"].as_str().unwrap();
    assert!(root.starts_with("http://127.0.0.1:") && root.ends_with("/axis/restservices"), "{root}");
    let session = client().get(format!("{root}/session")).basic_auth("a", Some("b")).header("tenant", "DEMO");
    let session = seen(session).await;
    assert_eq!(session.ok()["organizations"][0]["code"], "NEW");
    assert!(!session.ok()["capabilities"].as_array().unwrap().contains(&"batch".into()));
    let state = seen(client().get(format!("{}/state", ready["control"].as_str().unwrap()))).await;
    assert_eq!(state.ok()["organizations"]["RIO"], 5);
    assert_eq!(state.ok()["organizations"]["PORTARTHUR"], 11_473);

    let told = Command::new("kill").args(["-TERM", &running.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(running.wait().unwrap().success());
}

#[test]
fn options_out_of_bounds_are_refused() {
    for options in [
        ["--records", "1000001"],
        ["--records", "rio=5"],
        ["--records", "many"],
        ["--rate", "0"],
        ["--user", "nobody"],
        ["--no-capability", "flight"],
        ["--users-file", "/nonexistent"],
    ] {
        assert!(!binary().args(options).output().unwrap().status.success(), "{options:?}");
    }
}
