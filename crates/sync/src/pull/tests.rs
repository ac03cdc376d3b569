//! The whole table, pair by pair, and how each kind of news is told.

use super::*;
use pfa_domain::{Field, FieldValue, Rule, Violation};
use pfa_testkit::{change, draft_on, record};

const NEWS: [News; 10] = [
    News::Unchanged,
    News::Alike,
    News::Elsewhere,
    News::SameField,
    News::RuleBroken,
    News::Discontinued,
    News::Gone,
    News::BackAgain,
    News::Withdrawn,
    News::Older,
];

/// local · unchanged, alike, elsewhere, same field, rule broken, discontinued, gone, back again, withdrawn, older
#[rustfmt::skip]
const TABLE: [(&str, [&str; 10]); 13] = [
    ("absent",                ["insert", "insert", "insert", "insert", "insert", "insert", "leave", "insert", "leave", "insert"]),
    ("clean",                 ["unchanged", "update", "update", "update", "update", "update", "remove", "update", "leave", "fell"]),
    ("draft",                 ["unchanged", "settle", "stay draft", "conflict", "conflict", "conflict", "aside", "stay draft", "leave", "fell"]),
    ("queued",                ["unchanged", "settle", "queue", "conflict, committed", "conflict, committed", "conflict, committed", "aside, committed", "queue", "leave", "fell"]),
    ("in flight",             ["unchanged", "defer", "defer", "defer", "defer", "defer", "leave", "defer", "leave", "defer"]),
    ("unknown outcome",       ["unchanged", "defer", "defer", "defer", "defer", "defer", "leave", "defer", "leave", "defer"]),
    ("refused",               ["unchanged", "settle", "stay refused", "conflict, committed", "conflict, committed", "conflict, committed", "aside, committed", "stay refused", "leave", "fell"]),
    ("gone, was a draft",     ["unchanged", "settle", "stay refused", "conflict, committed", "conflict, committed", "conflict, committed", "aside", "stay draft", "leave", "fell"]),
    ("gone, was queued",      ["unchanged", "settle", "stay refused", "conflict, committed", "conflict, committed", "conflict, committed", "aside, committed", "queue", "leave", "fell"]),
    ("conflict of a draft",   ["unchanged", "settle", "stay draft", "conflict", "conflict", "conflict", "aside", "stay draft", "leave", "fell"]),
    ("conflict, committed",   ["unchanged", "settle", "queue", "conflict, committed", "conflict, committed", "conflict, committed", "aside, committed", "queue", "leave", "fell"]),
    ("discontinued, draft",   ["unchanged", "settle", "stay draft", "conflict", "conflict", "settle", "aside", "stay draft", "leave", "fell"]),
    ("discontinued, queued",  ["unchanged", "settle", "queue", "conflict, committed", "conflict, committed", "settle", "aside, committed", "queue", "leave", "fell"]),
];

fn mine() -> Draft {
    draft_on(&record(5, "base", "other"), "mine")
}

fn cancelling() -> Draft {
    let base = record(5, "base", "other");
    let delta: Delta = [(Field::IsDiscontinued, FieldValue::Bool(true))].into_iter().collect();
    Draft::on(&base).edit(&base, &delta, &Delta::default()).unwrap()
}

fn local(name: &str) -> Local {
    let gone = |committed| Local::Refused { draft: mine(), refusal: Refusal::Gone { committed } };
    let conflict = |committed| Local::Conflict { draft: mine(), committed, by_hand: false };
    match name {
        "absent" => Local::Absent,
        "clean" => Local::Clean,
        "draft" => Local::waiting(mine(), false),
        "queued" => Local::waiting(mine(), true),
        "in flight" => Local::InFlight,
        "unknown outcome" => Local::UnknownOutcome,
        "refused" => Local::Refused { draft: mine(), refusal: Refusal::Answered },
        "gone, was a draft" => gone(false),
        "gone, was queued" => gone(true),
        "conflict of a draft" => conflict(false),
        "conflict, committed" => conflict(true),
        "discontinued, draft" => Local::waiting(cancelling(), false),
        "discontinued, queued" => Local::waiting(cancelling(), true),
        other => panic!("no state is called {other}"),
    }
}

/// How the planner's side merges where PEMS brings such news.
fn merged(local: &Local, news: News) -> MergeOutcome {
    let clash = |rule| MergeOutcome::Conflict(Clash { fields: vec![Field::Model], rule });
    let broken = |rule| Some(Violation { rule, fields: vec![Field::Model], message: "broken".into() });
    match news {
        News::Unchanged | News::Elsewhere | News::BackAgain | News::Older => {
            MergeOutcome::Clean(change("mine"))
        }
        News::Alike | News::Gone | News::Withdrawn => MergeOutcome::Nothing,
        News::SameField => clash(None),
        News::RuleBroken => clash(broken(Rule::DatesInOrder)),
        News::Discontinued if matches!(local, Local::Discontinued { .. }) => MergeOutcome::Nothing,
        News::Discontinued => clash(broken(Rule::DiscontinuedIsReadOnly)),
    }
}

fn word(action: &PullAction) -> &'static str {
    match action {
        PullAction::Insert => "insert",
        PullAction::Unchanged => "unchanged",
        PullAction::Update => "update",
        PullAction::Settle => "settle",
        PullAction::Rebase { next: Next::StayDraft, .. } => "stay draft",
        PullAction::Rebase { next: Next::Queue, .. } => "queue",
        PullAction::Rebase { next: Next::StayRefused, .. } => "stay refused",
        PullAction::Conflict { committed: false, .. } => "conflict",
        PullAction::Conflict { committed: true, .. } => "conflict, committed",
        PullAction::Defer => "defer",
        PullAction::VersionFell => "fell",
        PullAction::Remove => "remove",
        PullAction::SetAside { committed: false } => "aside",
        PullAction::SetAside { committed: true } => "aside, committed",
        PullAction::Leave => "leave",
    }
}

#[test]
fn every_local_state_meets_every_kind_of_news_as_the_table_says() {
    for (name, expected) in TABLE {
        let local = local(name);
        for (news, expected) in NEWS.into_iter().zip(expected) {
            let action = decide(&local, news, merged(&local, news));
            assert_eq!(word(&action), expected, "{name} · {news:?}");
        }
    }
}

/// What a record means that is held at version 5, and what comes of it where the planner has a draft.
#[test]
fn each_kind_of_news_is_told_from_base_held_and_seen() {
    let held = record(5, "base", "other");
    let mut cancelled = record(6, "base", "other");
    cancelled.set(Field::IsDiscontinued, FieldValue::Bool(true));
    let cases = [
        (News::Unchanged, record(5, "base", "other"), false),
        (News::Elsewhere, record(5, "base", "theirs"), false),
        (News::Elsewhere, record(6, "base", "theirs"), false),
        (News::Elsewhere, record(6, "base", "other"), false),
        (News::Alike, record(6, "mine", "other"), false),
        (News::SameField, record(6, "theirs", "other"), false),
        (News::Discontinued, cancelled, false),
        (News::BackAgain, record(5, "base", "other"), true),
        (News::BackAgain, record(6, "theirs", "other"), true),
        (News::Older, record(4, "mine", "other"), false),
        (News::BackAgain, record(4, "base", "other"), true),
    ];
    for (expected, seen, gone) in cases {
        let merged = Local::Draft(mine()).merge_with(&seen);
        let known = Held { record: &held, gone };
        assert_eq!(news_of(Some(known), &seen, &merged, false), expected, "{seen:?}");
    }
    let seen = record(1, "base", "other");
    assert_eq!(news_of(None, &seen, &MergeOutcome::Nothing, false), News::Elsewhere);
}

#[test]
fn two_changes_that_break_a_rule_together_are_told_from_a_clash() {
    let day = |day| FieldValue::Date(chrono::NaiveDate::from_ymd_opt(2026, 6, day).unwrap());
    let mut held = record(5, "base", "other");
    held.set(Field::ForecastStart, day(1));
    held.set(Field::ForecastEnd, day(20));
    let later: Delta = [(Field::ForecastStart, day(15))].into_iter().collect();
    let draft = Draft::on(&held).edit(&held, &later, &Delta::default()).unwrap();
    let mut seen = held.clone();
    seen.version = 6;
    seen.set(Field::ForecastEnd, day(10));
    let merged = Local::Draft(draft).merge_with(&seen);
    let known = Held { record: &held, gone: false };
    assert_eq!(news_of(Some(known), &seen, &merged, false), News::RuleBroken);
}

#[test]
fn an_older_version_is_taken_only_when_a_person_accepts_it() {
    let held = record(5, "base", "other");
    let known = Some(Held { record: &held, gone: false });
    let older = record(4, "base", "older");
    assert_eq!(plan_pull(&Local::Clean, known, &older, false), PullAction::VersionFell);
    assert_eq!(plan_pull(&Local::Clean, known, &older, true), PullAction::Update);
    let put_on_top = PullAction::Rebase { delta: change("mine"), next: Next::Queue };
    assert_eq!(plan_pull(&Local::Queued(mine()), known, &older, true), put_on_top);
}

#[test]
fn what_a_person_took_back_to_decide_does_not_dissolve_by_itself() {
    let held = record(5, "base", "other");
    let known = Some(Held { record: &held, gone: false });
    let mut draft = mine();
    draft.base.insert(Field::Contract, FieldValue::Text("mine before".into()));
    let conflict = Local::Conflict { draft, committed: true, by_hand: true };
    let PullAction::Conflict { clash, .. } = plan_pull(&conflict, known, &record(6, "base", "other"), false)
    else {
        panic!("it was decided without the person")
    };
    assert_eq!(clash.fields, [Field::Model, Field::Contract]);
    assert_eq!(plan_pull(&conflict, known, &record(6, "mine", "other"), false), PullAction::Settle);
}
