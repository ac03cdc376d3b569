//! What everything that goes through `pfa` shares: signing in, picking a record, and what PEMS then has.

use serde_json::Value;

use crate::pems::{Pems, User};
use crate::pfa::{Pfa, Run};
use crate::wait::until;

/// The exit codes that scripts rely on.
pub mod exit {
    /// The command makes no sense as it was typed.
    pub const MALFORMED: i32 = 2;
    /// Conflicts wait for a person.
    pub const CONFLICTS_WAIT: i32 = 3;
    /// Failed changes wait for a person.
    pub const FAILED_WAIT: i32 = 4;
    /// PEMS was not reached, or serves nobody.
    pub const NOT_SERVED: i32 = 5;
    /// Sign-in, passphrase or permission refused.
    pub const REFUSED: i32 = 6;
}

/// Signs `user` in on the profile of `pfa`.
pub fn sign_in(pfa: &Pfa<'_>, pems: &Pems, user: User) -> Run {
    let arguments = [
        "init",
        "--pems",
        pems.root(),
        "--tenant",
        Pems::TENANT,
        "--organization",
        "RIO",
        "--user",
        user.id,
        "--password-stdin",
    ];
    pfa.run_with_input(&arguments, user.password)
}

/// Signs `user` in and pulls.
///
/// # Panics
/// When PEMS refuses the user.
pub fn open_profile(pfa: &Pfa<'_>, pems: &Pems, user: User) {
    let run = sign_in(pfa, pems, user);
    assert_eq!(run.code, 0, "{run:?}");
    pfa.done(&["pull"]);
}

/// The ids of records that a planner may edit freely: neither on site nor discontinued.
pub fn editable(pfa: &Pfa<'_>, count: usize) -> Vec<String> {
    let count = count.to_string();
    let filters = ["--filter", "isActualized=false", "--filter", "isDiscontinued=false", "--limit", &count];
    let list = pfa.json(&[&["list"], filters.as_slice()].concat());
    list.as_array().unwrap().iter().map(|row| row["pfaId"].as_str().unwrap().to_owned()).collect()
}

/// The status of a record, in one of the six words.
pub fn status(pfa: &Pfa<'_>, pfa_id: &str) -> String {
    pfa.json(&["show", pfa_id])["status"].as_str().unwrap().to_owned()
}

/// How many records have a status.
pub fn count(pfa: &Pfa<'_>, status: &str) -> u64 {
    pfa.json(&["status"])["counts"][status].as_u64().unwrap()
}

/// The id of the only open conflict.
///
/// # Panics
/// When there is none or more than one.
pub fn only_conflict(pfa: &Pfa<'_>) -> (String, Value) {
    let conflicts = pfa.json(&["conflicts"]);
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{conflicts}");
    let id = &conflicts[0]["id"];
    (id.as_str().map_or_else(|| id.to_string(), str::to_owned), conflicts[0].clone())
}

/// Lets sync run by itself until the record has a status: what was lost on the way is tried again after a pause.
///
/// # Panics
/// When it never is.
pub fn watch_until(pfa: &Pfa<'_>, pfa_id: &str, wanted: &str) {
    let watch = pfa.start(&["watch"]);
    until(&format!("{pfa_id} to be {wanted}"), || (status(pfa, pfa_id) == wanted).then_some(()));
    assert_eq!(watch.terminate(), Some(0), "watch ends as it was asked to");
}
