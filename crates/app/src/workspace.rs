//! A workspace: one profile opened, with what its use cases stand on.

use crate::account::{self, Account, SecretKind};
use crate::clock::{Clock, Ids};
use crate::edit::Halt;
use crate::event::{AppEvent, EventSink};
use crate::import::Imports;
use crate::line::Trees;
use crate::metrics::Counts;
use crate::network::{Network, proxy_options};
use crate::profile::Profile;
use crate::recovery::RecoveryCode;
use crate::secrets::{Secret, SecretName, Vault, database_key};
use crate::settings::Governing;
use crate::sync::Live;
use crate::{AppError, recovery, repair, settings};
use chrono::{DateTime, NaiveDateTime, Utc};
use pfa_domain::{Organization, RecordId};
use pfa_pems::{Carrier, Client, ClientOptions, Credentials, DEFAULT_RATE, Endpoint, Limiter};
use pfa_store::{Store, audit, setting};
use serde_json::Value as Json;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

const LIMITER_KEY: &str = "limiter";

/// One profile, opened. A handle: its clones are the same one, and the last of them closes it.
#[derive(Clone)]
pub struct Workspace(Arc<Opened>);

struct Opened {
    profile: Profile,
    store: Store,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    events: EventSink,
    governing: Governing,
    carrier: Carrier,
    client: Mutex<Option<(Network, Client)>>,
    limiter: Arc<Limiter>,
    live: Mutex<Live>,
    counts: Counts,
    /// Told when settings changed, for whoever works by them.
    look_again: Notify,
    trees: Trees,
    halt: Halt,
    imports: Imports,
    /// The recovery code that was shown and not confirmed yet.
    unconfirmed: Mutex<Option<RecoveryCode>>,
    /// Others may open the profile beside this and nobody may put another database into it.
    _hold: Option<File>,
}

/// What a workspace is opened with.
pub struct Surroundings {
    /// Where secrets rest.
    pub vault: Arc<dyn Vault>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Ids and chance.
    pub ids: Arc<dyn Ids>,
    /// Where events go.
    pub events: EventSink,
    /// Who sets settings besides the person.
    pub governing: Governing,
}

/// The requests of a process that ended, so that the next one counts them.
#[derive(serde::Serialize, serde::Deserialize)]
struct RecentRequests {
    saved_at: DateTime<Utc>,
    ages_ms: Vec<u64>,
}

impl Workspace {
    /// Opens the profile's database, or makes it with a new key that goes into the vault.
    pub fn open(profile: Profile, around: Surroundings) -> Result<Self, AppError> {
        let hold = profile.hold()?;
        let key = database_key(&profile, &*around.vault)?;
        repair::refuse_lost(&profile)?;
        let store = Store::open(&profile.files(), key)?;
        // Nothing is in it that anybody was told of, until this is on the disk.
        profile.note_database()?;
        let opened = Self::held(store, Carrier::Network, profile, around, Some(hold))?;
        opened.keep_key_for_organization();
        Ok(opened)
    }

    /// Opens the profile over a store that is open already, with requests that travel by `carrier`: what a
    /// simulated world does.
    pub fn over(
        store: Store,
        carrier: Carrier,
        profile: Profile,
        around: Surroundings,
    ) -> Result<Self, AppError> {
        Self::held(store, carrier, profile, around, None)
    }

    fn held(
        store: Store,
        carrier: Carrier,
        profile: Profile,
        around: Surroundings,
        hold: Option<File>,
    ) -> Result<Self, AppError> {
        let now = around.clock.now();
        let (account, recent): (Option<Account>, Vec<Duration>) = store.read(|db| {
            let recent: Option<RecentRequests> = setting::get(db, LIMITER_KEY)?;
            Ok::<_, AppError>((account::get(db)?, recent.map(|r| r.ages_at(now)).unwrap_or_default()))
        })?;
        let announced = account.and_then(|a| a.rate_limit_per_second).unwrap_or(DEFAULT_RATE);
        Ok(Self(Arc::new(Opened {
            profile,
            store,
            vault: around.vault,
            clock: around.clock,
            ids: around.ids,
            events: around.events,
            governing: around.governing,
            carrier,
            client: Mutex::new(None),
            limiter: Arc::new(Limiter::new(announced, &recent)),
            live: Mutex::new(Live::default()),
            counts: Counts::default(),
            look_again: Notify::new(),
            trees: Trees::default(),
            halt: Halt::default(),
            imports: Imports::default(),
            unconfirmed: Mutex::default(),
            _hold: hold,
        })))
    }

    /// Keeps the key for the organization whose public key the settings name. What keeps it from that keeps nobody
    /// from working.
    fn keep_key_for_organization(&self) {
        let kept = settings::show_settings(self).and_then(|settings| match settings.recovery_public_key {
            Some(key) => recovery::keep_for_organization(self, &recovery::OrganizationKey::parse(&key)?),
            None => Ok(()),
        });
        if let Err(error) = kept {
            tracing::error!(%error, "the key is not kept for the organization");
        }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Ids and chance.
    pub fn ids(&self) -> &dyn Ids {
        &*self.0.ids
    }

    /// What time the computer's clock on the wall shows then.
    pub(crate) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.0.clock.local(at)
    }

    /// Who sets settings besides the person.
    pub(crate) fn governing(&self) -> &Governing {
        &self.0.governing
    }

    /// Tells the window.
    pub fn tell(&self, event: AppEvent) {
        (self.0.events)(event);
    }

    pub(crate) fn vault(&self) -> &dyn Vault {
        &*self.0.vault
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was counted since the start.
    pub(crate) fn counts(&self) -> &Counts {
        &self.0.counts
    }

    /// Told when settings changed.
    pub(crate) fn look_again(&self) -> &Notify {
        &self.0.look_again
    }

    /// The groups of the views that were looked at last.
    pub(crate) fn trees(&self) -> &Trees {
        &self.0.trees
    }

    /// Where long edits look whether they are to end.
    pub(crate) fn halt(&self) -> &Halt {
        &self.0.halt
    }

    /// The tables that were opened last.
    pub(crate) fn imports(&self) -> &Imports {
        &self.0.imports
    }

    pub(crate) fn unconfirmed(&self) -> MutexGuard<'_, Option<RecoveryCode>> {
        self.0.unconfirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn entry<'a>(
        &self,
        who: &'a str,
        action: &'a str,
        record: Option<&'a RecordId>,
        detail: Json,
    ) -> audit::Entry<'a> {
        audit::Entry { at: self.now(), who, action, record, organization: None, detail }
    }

    /// What is to be remembered of an organization, and of none of its records.
    pub(crate) fn entry_in<'a>(
        &self,
        who: &'a str,
        action: &'a str,
        organization: &'a Organization,
        detail: Json,
    ) -> audit::Entry<'a> {
        audit::Entry { organization: Some(organization), ..self.entry(who, action, None, detail) }
    }

    /// Whether the change feed can be heard: requests that travel in this process have no line to keep.
    pub(crate) fn hears(&self) -> bool {
        matches!(self.0.carrier, Carrier::Network)
    }

    /// Whether requests travel while a thread of their own waits for the disk; in a simulated world one thing happens
    /// at a time.
    pub(crate) fn works_aside(&self) -> bool {
        matches!(self.0.carrier, Carrier::Network)
    }

    /// The client of the account's PEMS, with the secret from the vault, by the way that the settings name now.
    pub(crate) fn client(&self) -> Result<Client, AppError> {
        let mut held = self.0.client.lock().unwrap_or_else(PoisonError::into_inner);
        let (account, layers) = self
            .0
            .store
            .read(|db| Ok::<_, AppError>((account::signed_in(db)?, settings::layers(self, db)?)))?;
        let network = Network::of(&account, &layers)?;
        if let Some((way, client)) = &*held
            && *way == network
        {
            return Ok(client.clone());
        }
        let secret = self.0.vault.read(SecretName::SignIn)?.ok_or(AppError::SignedOut)?;
        let client = self.client_for(&account, secret, &network)?;
        self.keep_to(&account, layers.settings().rate_limit_per_second);
        *held = Some((network, client.clone()));
        Ok(client)
    }

    /// Keeps to the rate that PEMS announced, or to the setting where that is lower.
    pub(crate) fn keep_to(&self, account: &Account, limit: u32) {
        let announced = account.rate_limit_per_second.unwrap_or(DEFAULT_RATE);
        self.0.limiter.set_rate(announced.min(f64::from(limit)));
    }

    /// A client for an account that is being signed in.
    pub(crate) fn client_for(
        &self,
        account: &Account,
        secret: Secret,
        network: &Network,
    ) -> Result<Client, AppError> {
        let credentials = match (account.secret_kind, &account.user) {
            (SecretKind::Password, Some(user)) => Credentials::Basic { user: user.clone(), password: secret },
            (SecretKind::Password, None) => return Err(AppError::invalid("A password needs a user.")),
            (SecretKind::ApiKey, user) => Credentials::ApiKey { user: user.clone(), key: secret },
        };
        let options = ClientOptions { carrier: self.0.carrier.clone(), ..self.options_for(network)? };
        let endpoint = Endpoint::new(&account.pems, &account.tenant)?;
        Ok(Client::new(endpoint, credentials, Arc::clone(&self.0.limiter), options)?)
    }

    /// What the settings tell a client of PEMS, or of another service.
    pub(crate) fn options_for(&self, network: &Network) -> Result<ClientOptions, AppError> {
        Ok(ClientOptions {
            ca_file_pem: network.ca_pem.as_ref().map(|pem| pem.as_bytes().to_vec()),
            proxy: proxy_options(self, network)?,
            ..ClientOptions::default()
        })
    }

    /// Lets the client go, so that the next request uses the account as it is then.
    pub(crate) fn forget_client(&self) {
        *self.0.client.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Leaves word of the latest requests, so that a process that starts now keeps to the limit too.
    pub(crate) fn note_requests(&self) -> Result<(), AppError> {
        let ages_ms = self
            .0
            .limiter
            .recent()
            .iter()
            .map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
            .collect();
        let recent = RecentRequests { saved_at: self.now(), ages_ms };
        self.0.store.write(|tx| Ok(setting::put(tx, LIMITER_KEY, &recent)?))
    }
}

impl RecentRequests {
    /// A clock that was set back makes them younger at the most: a second's wait too many, never too few.
    fn ages_at(&self, now: DateTime<Utc>) -> Vec<Duration> {
        let since = (now - self.saved_at).to_std().unwrap_or_default();
        self.ages_ms.iter().map(|ms| Duration::from_millis(*ms) + since).collect()
    }
}
