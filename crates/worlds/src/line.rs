//! The line between a laptop and PEMS: it carries requests, and loses, doubles, delays and replaces them.

use crate::chance::Chance;
use crate::fate::{Answer, Fate, draw};
use crate::pems::{KEYS_LAST, Pems, writes_of};
use crate::time::pass;
use crate::trace::Trace;
use http::Method;
use pfa_domain::RecordId;
use pfa_pems::{Broken, Carried, Carry, WireRequest, WireResponse};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How long the client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way of one laptop's requests.
pub struct Line {
    pems: Arc<Pems>,
    trace: Trace,
    state: Mutex<State>,
    tally: Option<Arc<Tally>>,
}

/// How many requests there were, minute by minute.
pub struct Tally {
    begun: Instant,
    minutes: Mutex<BTreeMap<u64, (u32, u32)>>,
}

struct State {
    chance: Chance,
    /// In a hundred requests so many meet with trouble.
    trouble: u64,
    /// Nobody answers until then.
    dead_until: Option<Instant>,
    /// What becomes of the next requests that write, before chance is asked.
    writes: VecDeque<Fate>,
    /// The record on whose writes PEMS breaks.
    poisoned: Option<RecordId>,
    /// How many requests were sent.
    sent: u64,
    keys: Keys,
}

/// What a client may not do with a key that PEMS may have forgotten.
#[derive(Default)]
struct Keys {
    /// Keys of writes of which no clear answer came, and when each was sent first.
    unclear: BTreeMap<Uuid, Instant>,
    /// When each record was read last.
    read: BTreeMap<String, Instant>,
    breach: Option<String>,
}

impl Line {
    /// A line on which everything arrives.
    pub fn new(pems: Arc<Pems>, trace: Trace) -> Self {
        let state = State {
            chance: Chance::new(0),
            trouble: 0,
            dead_until: None,
            writes: VecDeque::new(),
            poisoned: None,
            sent: 0,
            keys: Keys::default(),
        };
        Self { pems, trace, state: Mutex::new(state), tally: None }
    }

    /// Counts its requests there.
    pub fn counted_by(self, tally: Arc<Tally>) -> Self {
        Self { tally: Some(tally), ..self }
    }

    /// Draws from this sequence from now on.
    pub fn draw_from(&self, chance: Chance) {
        self.state().chance = chance;
    }

    /// So many of a hundred requests meet with trouble from now on.
    pub fn set_trouble(&self, trouble: u64) {
        self.state().trouble = trouble;
    }

    /// Nobody answers for so long.
    pub fn die_for(&self, time: Duration) {
        self.state().dead_until = Some(Instant::now() + time);
    }

    /// This becomes of the next requests that write.
    pub fn meet_writes_with(&self, fates: &[Fate]) {
        self.state().writes.extend(fates);
    }

    /// From now on PEMS breaks on every write of the record, also on a line that is mended.
    pub fn poison(&self, id: &RecordId) {
        self.state().poisoned = Some(id.clone());
    }

    /// Everything arrives again.
    pub fn mend(&self) {
        let mut state = self.state();
        (state.trouble, state.dead_until) = (0, None);
        state.writes.clear();
    }

    /// What a write did that may only be done to a key younger than a day.
    pub fn breach(&self) -> Option<String> {
        self.state().keys.breach.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request's number and what becomes of it; `None` where nobody answers.
    fn fate_of(&self, written: &[(RecordId, Uuid)]) -> (u64, Option<Fate>) {
        let mut state = self.state();
        state.sent += 1;
        if state.dead_until.is_some_and(|until| Instant::now() < until) {
            return (state.sent, None);
        }
        let trouble = state.trouble;
        let drawn = draw(&mut state.chance, trouble, !written.is_empty());
        let told = if written.is_empty() { None } else { state.writes.pop_front() };
        let poisoned = state.poisoned.as_ref().is_some_and(|id| written.iter().any(|(other, _)| other == id));
        let broken = poisoned.then_some(Fate::Instead(Answer::Refusal(500, -1)));
        (state.sent, Some(broken.or(told).unwrap_or(drawn)))
    }

    /// Takes the request to PEMS after `there`; its answer, if somebody still waits for it.
    async fn deliver(&self, number: u64, there: Duration, request: WireRequest) -> Option<WireResponse> {
        let (pems, trace) = (Arc::clone(&self.pems), self.trace.clone());
        // What was sent arrives, also where the laptop ends meanwhile.
        let arriving = tokio::spawn(async move {
            pass(there).await;
            let before = pems.witness().applied.len();
            let answer = pems.answer(request).await;
            for applied in &pems.witness().applied[before..] {
                let after = &applied.after;
                trace.note(format_args!("#{number} PEMS has {} v{}", after.id.pfa_id, after.version));
            }
            answer
        });
        arriving.await.ok().flatten()
    }

    async fn carried(&self, request: WireRequest) -> Result<WireResponse, Broken> {
        let below = request.uri().path().trim_start_matches("/axis/restservices").to_owned();
        let written: Vec<_> = writes_of(&request).into_iter().map(|write| (write.id, write.key)).collect();
        let (number, fate) = self.fate_of(&written);
        let name = format!("#{number} {} {below}{}", request.method(), version_in(&request));
        if let Some(tally) = &self.tally {
            tally.count(fate.is_some());
        }
        let Some(fate) = fate else {
            self.trace.note(format_args!("{name}: refused"));
            return Err(Broken::Refused);
        };
        self.state().keys.sent(&request, &written);
        let answer = self.meet(number, fate, request).await;
        if is_clear(fate, &answer) {
            let mut state = self.state();
            for (_, key) in &written {
                state.keys.unclear.remove(key);
            }
        }
        let came = match &answer {
            Ok(response) => response.status().to_string(),
            Err(broken) => broken.to_string(),
        };
        if matches!(fate, Fate::Arrives(..)) {
            self.trace.note(format_args!("{name}: {came}"));
        } else {
            self.trace.note(format_args!("{name}: {fate:?}: {came}"));
        }
        answer
    }

    async fn meet(&self, number: u64, fate: Fate, request: WireRequest) -> Result<WireResponse, Broken> {
        let soon = Duration::from_millis(20);
        match fate {
            Fate::Arrives(there, back) => {
                let answer = async {
                    let answer = self.deliver(number, there, request).await;
                    pass(back).await;
                    answer.ok_or(Broken::Lost)
                };
                tokio::time::timeout(PATIENCE, answer).await.unwrap_or(Err(Broken::TimedOut))
            }
            Fate::RequestLost => {
                pass(soon).await;
                Err(Broken::Lost)
            }
            Fate::RequestVanishes => {
                pass(PATIENCE).await;
                Err(Broken::TimedOut)
            }
            Fate::ReplyLost => {
                let _lost = self.deliver(number, soon, request).await;
                Err(Broken::Lost)
            }
            Fate::ReplyVanishes => {
                let _lost = self.deliver(number, soon, request).await;
                pass(PATIENCE - soon).await;
                Err(Broken::TimedOut)
            }
            Fate::ArrivesLate(late) => {
                let late = self.deliver(number, late, request);
                let waited = tokio::time::timeout(PATIENCE, late).await;
                waited.ok().flatten().ok_or(Broken::TimedOut)
            }
            Fate::Twice => {
                let _first = self.deliver(number, soon, request.clone()).await;
                self.deliver(number, soon, request).await.ok_or(Broken::Lost)
            }
            Fate::TwiceLate(late) => {
                let answer = self.deliver(number, soon, request.clone()).await;
                // Nobody waits for the second answer, and polling once is what sends it.
                let _ = tokio::time::timeout(Duration::ZERO, self.deliver(number, late, request)).await;
                answer.ok_or(Broken::Lost)
            }
            Fate::Instead(answer) => {
                pass(soon).await;
                Ok(answer.response())
            }
            Fate::Replaced(answer) => {
                let _lost = self.deliver(number, soon, request).await;
                Ok(answer.response())
            }
            Fate::CutShort => {
                let mut answer = self.deliver(number, soon, request).await.ok_or(Broken::Lost)?;
                let half = answer.body().len() / 2;
                answer.body_mut().truncate(half);
                Ok(answer)
            }
        }
    }
}

impl Tally {
    /// Counts from now on.
    pub fn starting_now() -> Self {
        Self { begun: Instant::now(), minutes: Mutex::default() }
    }

    /// What reached PEMS and what found nobody, each minute.
    pub fn minutes(&self) -> (Vec<u32>, Vec<u32>) {
        let minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let last = minutes.keys().next_back().map_or(0, |last| last + 1);
        (0..last).map(|minute| minutes.get(&minute).copied().unwrap_or_default()).unzip()
    }

    fn count(&self, reached: bool) {
        let minute = self.begun.elapsed().as_secs() / 60;
        let mut minutes = self.minutes.lock().unwrap_or_else(PoisonError::into_inner);
        let (arrived, refused) = minutes.entry(minute).or_default();
        if reached {
            *arrived += 1;
        } else {
            *refused += 1;
        }
    }
}

impl Carry for Line {
    fn carry(&self, request: WireRequest) -> Carried<'_> {
        Box::pin(self.carried(request))
    }
}

impl Keys {
    fn sent(&mut self, request: &WireRequest, written: &[(RecordId, Uuid)]) {
        let now = Instant::now();
        if request.method() == Method::GET {
            self.read.insert(request.uri().path().rsplit('/').next().unwrap_or_default().to_owned(), now);
        }
        for (id, key) in written {
            let first = *self.unclear.entry(*key).or_insert(now);
            let read = self.read.get(id.pfa_id.as_str()).copied();
            let unread = read.is_none_or(|at| now - at > Duration::from_secs(60 * 60));
            if now - first >= KEYS_LAST && unread {
                self.breach =
                    Some(format!("a write of {} was repeated after a day without reading it", id.pfa_id));
            }
        }
    }
}

/// Whether the client knows from this answer what became of its request.
fn is_clear(fate: Fate, answer: &Result<WireResponse, Broken>) -> bool {
    let arrived = matches!(fate, Fate::Arrives(..) | Fate::Twice | Fate::TwiceLate(_));
    let refused = matches!(fate, Fate::Instead(Answer::Refusal(..=499, _)));
    (arrived || refused) && answer.as_ref().is_ok_and(|response| response.status().as_u16() < 500)
}

/// The version that a write is made against, for the trace.
fn version_in(request: &WireRequest) -> String {
    if request.method() == Method::DELETE {
        return format!(" {}", request.uri().query().unwrap_or_default());
    }
    if request.method() != Method::PUT {
        return String::new();
    }
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap_or_default();
    format!(" v{} {}", body["version"], body["changes"])
}
