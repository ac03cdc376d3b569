//! The listener beside the worker: holds the line of the change feed while it is wanted, and asks for a pull when
//! what is told is news. What it hears never reaches the database.

use super::request::Trigger;
use super::worker::Order;
use crate::account::{self, Account, SecretKind};
use crate::event::{AppEvent, ChangeFeed, Changed, Connection, Topic};
use crate::network::Network;
use crate::{AppError, Workspace, settings};
use pfa_domain::{Organization, Permission, PfaId, RecordId};
use pfa_pems::{Capability, ChangeEvent, PemsError};
use pfa_store::{Db, mirror};
use pfa_sync::{Failure, FailureKind, Hints, feed_delay, feed_failures};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Keeps the line, beside a worker that it gives orders to and is told of.
pub(super) struct Listener {
    w: Workspace,
    /// Weak, so that a worker that nobody can give orders to ends.
    orders: mpsc::WeakUnboundedSender<Order>,
    notices: mpsc::UnboundedReceiver<Notice>,
    hints: Hints,
    /// Lines running that could not be made or did not stand.
    failures: u32,
    /// What the times of hints are counted from.
    origin: Instant,
}

/// What the worker lets its listener know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// A cycle begins.
    PullBegan,
    /// It has ended, however.
    PullEnded,
    /// Settings or sign-in have changed.
    LookAgain,
    /// The computer slept: the line is dead, whatever the system says.
    Woke,
}

/// Whose changes are listened to, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Room {
    organization: Organization,
    pems: String,
    tenant: String,
    user: String,
    secret_kind: SecretKind,
    network: Network,
}

/// Why something is waited for no longer.
enum Left {
    /// The worker has ended.
    Worker,
    /// Nothing is to be heard any more, or something else.
    Room,
    /// The line could not be made, or it fell.
    Line(Failure),
}

impl Listener {
    /// A listener, and what its worker tells it by.
    pub(super) fn new(
        w: Workspace,
        orders: mpsc::WeakUnboundedSender<Order>,
    ) -> (Self, mpsc::UnboundedSender<Notice>) {
        let (sender, notices) = mpsc::unbounded_channel();
        let origin = Instant::now();
        (Self { w, orders, notices, hints: Hints::default(), failures: 0, origin }, sender)
    }

    /// Listens until the worker has ended.
    pub(super) async fn run(mut self) {
        loop {
            let Some(room) = self.room() else {
                self.show(ChangeFeed::Off);
                self.hints.forget();
                match self.notices.recv().await {
                    Some(notice) => self.note(notice),
                    None => return,
                }
                continue;
            };
            self.failures = 0;
            match self.stay(&room).await {
                Left::Worker => break,
                Left::Room | Left::Line(_) => self.hints.forget(),
            }
        }
        self.w.live().change_feed = ChangeFeed::Off;
    }

    /// Makes the line again and again, for as long as it is this room's.
    async fn stay(&mut self, room: &Room) -> Left {
        loop {
            self.show(ChangeFeed::Connecting);
            let failure = match self.listen(room).await {
                Err(Left::Line(failure)) => failure,
                Err(left) => return left,
                Ok(never) => match never {},
            };
            self.show(ChangeFeed::Connecting);
            let wait = feed_delay(&failure, self.failures, self.w.ids().chance());
            tracing::info!(%failure, ?wait, "the change feed is not connected; the schedule goes on");
            let again = wait.map(|wait| Instant::now() + wait);
            match self.until(room, moment(again)).await {
                Ok(()) | Err(Left::Line(_)) => {}
                Err(left) => return left,
            }
        }
    }

    /// Makes the line and hears what it tells until it falls.
    async fn listen(&mut self, room: &Room) -> Result<std::convert::Infallible, Left> {
        while self.w.live().connection != Connection::Online {
            // The next cycle finds out whether PEMS can be reached.
            let notice = self.notices.recv().await.ok_or(Left::Worker)?;
            self.noticed(notice, room)?;
        }
        let began = Instant::now();
        let opened = match self.w.client() {
            Ok(client) => self.until(room, client.change_feed(&room.organization)).await?,
            Err(error) => {
                return Err(self.fell(Failure::new(FailureKind::Offline, error.to_string()), Duration::ZERO));
            }
        };
        let mut feed = opened.map_err(|error| self.fell(failure_of(&error), Duration::ZERO))?;
        loop {
            match self.until(room, feed.next()).await {
                Ok(Ok(event)) => self.hear(event),
                Ok(Err(error)) => return Err(self.fell(failure_of(&error), began.elapsed())),
                Err(Left::Line(failure)) => return Err(self.fell(failure, began.elapsed())),
                Err(left) => return Err(left),
            }
        }
    }

    /// Waits for `news`, seeing meanwhile to what the worker notes and to pulls that become due.
    async fn until<T>(&mut self, room: &Room, news: impl Future<Output = T>) -> Result<T, Left> {
        tokio::pin!(news);
        loop {
            let due = self.hints.due().map(|due| self.origin + due);
            tokio::select! {
                biased;
                notice = self.notices.recv() => self.noticed(notice.ok_or(Left::Worker)?, room)?,
                () = moment(due) => self.ask(room),
                came = &mut news => return Ok(came),
            }
        }
    }

    fn noticed(&mut self, notice: Notice, room: &Room) -> Result<(), Left> {
        self.note(notice);
        if self.room().as_ref() != Some(room) {
            return Err(Left::Room);
        }
        match notice {
            Notice::Woke => Err(Left::Line(Failure::new(FailureKind::LostReply, "the computer slept"))),
            Notice::PullBegan | Notice::PullEnded | Notice::LookAgain => Ok(()),
        }
    }

    fn note(&mut self, notice: Notice) {
        match notice {
            Notice::PullBegan => self.hints.pull_began(),
            Notice::PullEnded => self.hints.pull_ended(),
            Notice::LookAgain | Notice::Woke => {}
        }
    }

    fn hear(&mut self, event: ChangeEvent) {
        let (now, chance) = (self.origin.elapsed(), self.w.ids().chance());
        match event {
            ChangeEvent::Connected => {
                self.hints.connected(now, chance);
                self.show(ChangeFeed::Connected);
            }
            ChangeEvent::Changed { pfa_id, version } => self.hints.changed(pfa_id, version, now, chance),
        }
    }

    fn fell(&mut self, failure: Failure, stood: Duration) -> Left {
        self.failures = feed_failures(self.failures, stood);
        Left::Line(failure)
    }

    /// Asks the worker for a pull, if what was told is not held yet.
    fn ask(&mut self, room: &Room) {
        let now = self.origin.elapsed();
        let hints = &mut self.hints;
        let news = self
            .w
            .store()
            .read(|db| Ok::<_, AppError>(hints.take(now, |record| held(db, &room.organization, record))));
        let news = news.unwrap_or_else(|error| {
            tracing::error!(%error, "what is held cannot be read; a pull tells");
            self.hints.take(now, |_| None)
        });
        if let Some(orders) = self.orders.upgrade().filter(|_| news) {
            // A worker that has ended needs no order.
            let _ = orders.send(Order::Sync(Trigger::Hint));
        }
    }

    /// Whose changes are to be heard; `None` when signed out, without the right, or where sync or the feed is off.
    fn room(&self) -> Option<Room> {
        let wanted = self.w.store().read(|db| {
            let account = account::signed_in(db)?;
            let layers = settings::layers(&self.w, db)?;
            let here = layers.settings().sync_enabled
                && account.can(Capability::ChangeFeed)
                && account.permissions().has(Permission::Read);
            if !here {
                return Ok(None);
            }
            let network = Network::of(&account, &layers)?;
            Ok::<_, AppError>(Some(Room::of(account, network)))
        });
        match wanted {
            Ok(room) => room.filter(|_| self.w.hears()),
            Err(AppError::SignedOut) => None,
            Err(error) => {
                tracing::error!(%error, "whether to listen cannot be read; the next cycle tells");
                None
            }
        }
    }

    /// Shows how the feed stands; the worker looks at it too.
    fn show(&self, state: ChangeFeed) {
        let was = std::mem::replace(&mut self.w.live().change_feed, state);
        if was != state {
            self.w.tell(AppEvent::Changed { changed: Changed::of([Topic::Status]) });
        }
    }
}

impl Room {
    fn of(account: Account, network: Network) -> Self {
        Self {
            organization: account.organization,
            pems: account.pems,
            tenant: account.tenant,
            user: account.user_id,
            secret_kind: account.secret_kind,
            network,
        }
    }
}

/// The newest version seen of a record that PEMS has.
fn held(db: &Db<'_>, organization: &Organization, record: &PfaId) -> Option<u64> {
    let id = RecordId::new(organization.clone(), record.clone());
    mirror::seen_version(db, &id).unwrap_or_else(|error| {
        tracing::error!(%error, "what is held of a record cannot be read; a pull tells");
        None
    })
}

fn failure_of(error: &PemsError) -> Failure {
    error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()))
}

/// Waits until an instant; for ever where there is none.
async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
