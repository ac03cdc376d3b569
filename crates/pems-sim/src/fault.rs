//! Faults on demand: which request fails, how, how often.

use crate::{Operation, sample::Random};
use serde::{Deserialize, Serialize};

/// How a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum FaultKind {
    /// 500 `SERVER_ERROR`; nothing is applied.
    ServerError,
    /// 503 `UNAVAILABLE`; nothing is applied.
    Unavailable {
        /// Seconds for the `Retry-After` header; without it, no such header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// 429 `RATE_LIMITED`; nothing is applied.
    RateLimited {
        /// Seconds for the `Retry-After` header.
        retry_after: u32,
    },
    /// The request waits before it is handled, and then goes on to the next fault or to its answer.
    Delay {
        /// How long, in milliseconds; at most ten minutes.
        milliseconds: u64,
    },
    /// The request waits, unhandled, until the control releases it.
    Hold,
    /// The request is handled; its answer waits until the control releases it.
    HoldReply,
    /// The connection is closed; nothing is applied.
    DropRequest,
    /// The request is handled and applied, then the connection is closed without an answer.
    DropReply,
    /// 200 with the HTML of a captive portal; nothing is applied.
    CaptivePortal,
    /// The request is handled and applied; the answer is the first half of its JSON.
    TruncatedBody,
}

/// Which requests a fault is for; what is not named does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FaultMatch {
    /// The HTTP method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How the path below the root begins, such as `/pfa/RIO-10442`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The operation of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// The id of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The record. In a batch the fault then hits this item alone, if it is one that answers with an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pfa_id: Option<String>,
}

/// A fault: what happens to which requests, how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// How the request fails.
    #[serde(rename = "fault")]
    pub kind: FaultKind,
    /// Which requests.
    #[serde(default)]
    pub on: FaultMatch,
    /// How many requests fail; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The share of matching requests that fail, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
}

fn always() -> f64 {
    1.0
}

impl Fault {
    /// A fault of all requests, always.
    pub fn always(kind: FaultKind) -> Self {
        Self { kind, on: FaultMatch::default(), times: None, probability: 1.0 }
    }

    /// Limits it to the next `times` matching requests.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits it to a share of the matching requests, 0 to 1.
    pub fn probability(mut self, share: f64) -> Self {
        self.probability = share;
        self
    }

    /// Limits it to an operation.
    pub fn on(mut self, operation: Operation) -> Self {
        self.on.operation = Some(operation);
        self
    }

    /// Limits it to a record.
    pub fn on_record(mut self, pfa_id: impl Into<String>) -> Self {
        self.on.pfa_id = Some(pfa_id.into());
        self
    }
}

/// What a fault is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    /// Below the root.
    pub(crate) path: &'a str,
    pub(crate) operation: Operation,
    pub(crate) user: Option<&'a str>,
    /// The record of the path, or of the batch's item.
    pub(crate) pfa_id: Option<&'a str>,
}

/// The faults in force, in the order in which they were given.
#[derive(Debug)]
pub(crate) struct Faults {
    list: Vec<(u64, Fault)>,
    next_id: u64,
    dice: Random,
}

impl Faults {
    /// At most this many faults are in force at once.
    pub(crate) const MOST: usize = 1_000;

    /// No faults; what happens at times follows from the seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { list: Vec::new(), next_id: 1, dice: Random::new(seed) }
    }

    /// Puts a fault in force; its number.
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.list.push((id, fault));
        id
    }

    /// Takes a fault away; whether it was there.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|(held, _)| *held != id);
        self.list.len() < before
    }

    /// Takes all away.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    /// The faults in force with their numbers.
    pub(crate) fn list(&self) -> &[(u64, Fault)] {
        &self.list
    }

    /// What happens to this request: delays and holds first, then at most one fault that decides it.
    pub(crate) fn strike(&mut self, asked: Asked<'_>) -> Vec<FaultKind> {
        self.strike_where(asked, |_| true)
    }

    /// The error with which a batch answers this item: only faults that name the record hit an item alone.
    pub(crate) fn strike_item(&mut self, asked: Asked<'_>) -> Option<FaultKind> {
        self.strike_where(asked, |fault| fault.on.pfa_id.is_some() && fault.kind.is_error()).pop()
    }

    fn strike_where(&mut self, asked: Asked<'_>, eligible: impl Fn(&Fault) -> bool) -> Vec<FaultKind> {
        let mut struck = Vec::new();
        for (_, fault) in &mut self.list {
            if !eligible(fault) || !fault.on.covers(asked) {
                continue;
            }
            if fault.probability < 1.0 && self.dice.fraction() >= fault.probability {
                continue;
            }
            fault.times = fault.times.map(|left| left - 1);
            struck.push(fault.kind);
            if fault.kind.decides() {
                break;
            }
        }
        self.list.retain(|(_, fault)| fault.times != Some(0));
        struck
    }
}

impl FaultKind {
    /// Whether it is an answer of PEMS's own that says it failed.
    pub(crate) fn is_error(self) -> bool {
        matches!(self, FaultKind::ServerError | FaultKind::Unavailable { .. } | FaultKind::RateLimited { .. })
    }

    fn decides(self) -> bool {
        !matches!(self, FaultKind::Delay { .. } | FaultKind::Hold | FaultKind::HoldReply)
    }
}

impl FaultMatch {
    fn covers(&self, asked: Asked<'_>) -> bool {
        let same = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == given)
        };
        self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(asked.method))
            && self.path.as_deref().is_none_or(|path| asked.path.starts_with(path))
            && self.operation.is_none_or(|operation| operation == asked.operation)
            && same(&self.user, asked.user)
            && same(&self.pfa_id, asked.pfa_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(operation: Operation, pfa_id: &str) -> Asked<'_> {
        Asked { method: "PUT", path: "/pfa/x", operation, user: Some("a"), pfa_id: Some(pfa_id) }
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_says_and_only_what_it_is_for() {
        let mut faults = Faults::new(1);
        let kind = FaultKind::ServerError;
        faults.add(Fault::always(kind).times(2).on(Operation::UpdatePfa).on_record("R-1"));
        assert_eq!(faults.strike(asked(Operation::GetPfa, "R-1")), []);
        assert_eq!(faults.strike(asked(Operation::UpdatePfa, "R-2")), []);
        assert_eq!(faults.strike(asked(Operation::UpdatePfa, "R-1")), [kind]);
        assert_eq!(faults.strike(asked(Operation::UpdatePfa, "R-1")), [kind]);
        assert_eq!(faults.strike(asked(Operation::UpdatePfa, "R-1")), []);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_share_of_requests_fails_and_the_same_seed_fails_the_same() {
        let run = |seed| {
            let mut faults = Faults::new(seed);
            faults.add(Fault::always(FaultKind::DropReply).probability(0.3));
            (0..1_000).map(|_| faults.strike(asked(Operation::GetPfa, "x")).len()).collect::<Vec<_>>()
        };
        assert_eq!(run(5), run(5));
        assert!((230..370).contains(&run(5).iter().sum::<usize>()));
    }

    #[test]
    fn latency_comes_before_the_fault_that_decides_and_nothing_after_it() {
        let mut faults = Faults::new(1);
        let delay = FaultKind::Delay { milliseconds: 5 };
        for kind in [delay, FaultKind::DropReply, FaultKind::ServerError] {
            faults.add(Fault::always(kind));
        }
        assert_eq!(faults.strike(asked(Operation::GetPfa, "x")), [delay, FaultKind::DropReply]);
    }

    #[test]
    fn a_fault_reads_back_from_its_json() {
        let fault = Fault::always(FaultKind::Unavailable { retry_after: Some(7) })
            .times(3)
            .on(Operation::UpdateBatch);
        let json = serde_json::to_value(&fault).unwrap();
        assert_eq!(json["fault"], serde_json::json!({"kind": "unavailable", "retryAfter": 7}));
        assert_eq!(json["on"]["operation"], "updateBatch");
        assert_eq!(serde_json::from_value::<Fault>(json).unwrap(), fault);
    }
}
