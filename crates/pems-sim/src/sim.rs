//! The stand-in as a value: built, started, asked for its address, shut down.

use crate::{
    clock::Clock,
    control::Control,
    control_http,
    database::{Database, DatabaseError},
    http::{self, ROOT},
    in_process::InProcess,
    server,
    settings::{Capability, Settings},
    shared::{Line, Shared},
    user::User,
    world::{OrganizationPlan, World},
};
use chrono::{DateTime, Utc};
use pfa_domain::Organization;
use std::{io, net::Ipv4Addr, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};

/// No organization has more records than this.
pub const MOST_RECORDS: u32 = 1_000_000;

/// A PEMS that runs on loopback until it is shut down or dropped.
#[derive(Debug)]
pub struct Sim {
    shared: Arc<Shared>,
    address: SocketAddr,
    control_address: Option<SocketAddr>,
    tasks: Vec<JoinHandle<()>>,
}

/// How a stand-in is to be; see [`Sim::builder`] for what it is when nothing is said.
#[derive(Debug, Clone)]
pub struct SimBuilder {
    port: u16,
    control_port: Option<u16>,
    seed: u64,
    organizations: Vec<(String, String, String, u32)>,
    users: Vec<User>,
    tenant: String,
    database: Option<PathBuf>,
    settings: Settings,
    ping_every: Duration,
}

/// Why a stand-in does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port cannot be had.
    #[error("port {port} of loopback cannot be had: {source}")]
    Bind {
        /// The port asked for; 0 for any.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The database file cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Not an organization code.
    #[error("{0:?} is no organization code: 1 to 30 of A-Z, 0-9 and _")]
    Organization(String),
    /// A figure outside its bounds.
    #[error("{what} must lie between {low} and {high}")]
    OutOfBounds {
        /// Which.
        what: &'static str,
        /// The least.
        low: u32,
        /// The most.
        high: u32,
    },
    /// The sample data could not be made.
    #[error("making the sample data was cut short")]
    CutShort,
}

impl Sim {
    /// The stand-in that the demo and most tests want: RIO with 8,807 and PORTARTHUR with 11,473 records, seed 1,
    /// tenant `DEMO`, [`User::defaults`], everything optional offered, 10 requests a second, in memory, any port,
    /// no control port.
    pub fn builder() -> SimBuilder {
        let organization =
            |code: &str, name: &str, records| (code.into(), name.into(), "USD".into(), records);
        SimBuilder {
            port: 0,
            control_port: None,
            seed: 1,
            organizations: vec![
                organization("RIO", "Rio Grande LNG", 8_807),
                organization("PORTARTHUR", "Port Arthur LNG", 11_473),
            ],
            users: User::defaults(),
            tenant: "DEMO".into(),
            database: None,
            settings: Settings::default(),
            ping_every: Duration::from_secs(30),
        }
    }

    /// The API's root, such as `http://127.0.0.1:40123/axis/restservices`.
    pub fn root_url(&self) -> String {
        format!("http://{}{ROOT}", self.address)
    }

    /// The tenant that requests have to name.
    pub fn tenant(&self) -> &str {
        &self.shared.tenant
    }

    /// The control port's root, where one was asked for.
    pub fn control_url(&self) -> Option<String> {
        self.control_address.map(|address| format!("http://{address}"))
    }

    /// The handle that makes faults, edits and outages.
    pub fn control(&self) -> Control {
        Control::new(self.shared.clone())
    }

    /// Answers what is in flight, for a second at most, and ends.
    pub async fn shutdown(mut self) {
        self.shared.wanted.send_replace(Line::Stopped);
        for task in self.tasks.drain(..) {
            // A task that panicked has ended as well.
            let _ = task.await;
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.shared.wanted.send_replace(Line::Stopped);
    }
}

impl SimBuilder {
    /// Listens on this port of loopback; 0 for any.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Opens the control port on this port of loopback; 0 for any.
    pub fn control_port(mut self, port: u16) -> Self {
        self.control_port = Some(port);
        self
    }

    /// Makes other sample data.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Gives each organization this many records.
    pub fn records(mut self, records: u32) -> Self {
        for organization in &mut self.organizations {
            organization.3 = records;
        }
        self
    }

    /// Gives one organization this many records; it is added where it is not there yet.
    pub fn records_of(mut self, code: impl Into<String>, records: u32) -> Self {
        let code = code.into();
        match self.organizations.iter_mut().find(|o| o.0 == code) {
            Some(organization) => organization.3 = records,
            None => self.organizations.push((code.clone(), code, "USD".into(), records)),
        }
        self
    }

    /// Adds an organization by code, name and currency (ISO 4217), or replaces the one with this code.
    pub fn organization(
        mut self,
        code: impl Into<String>,
        name: impl Into<String>,
        currency: impl Into<String>,
        records: u32,
    ) -> Self {
        let organization = (code.into(), name.into(), currency.into(), records);
        self.organizations.retain(|o| o.0 != organization.0);
        self.organizations.push(organization);
        self
    }

    /// Knows these users and no others.
    pub fn users(mut self, users: impl IntoIterator<Item = User>) -> Self {
        self.users = users.into_iter().collect();
        self
    }

    /// Knows this user too, in the place of the one with the same id.
    pub fn user(mut self, user: User) -> Self {
        self.users.retain(|held| held.id != user.id);
        self.users.push(user);
        self
    }

    /// Answers to this tenant.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// Keeps everything in this SQLite file. What it holds already takes the place of sample data.
    pub fn database(mut self, file: impl Into<PathBuf>) -> Self {
        self.database = Some(file.into());
        self
    }

    /// Does not offer something optional.
    pub fn without(mut self, capability: Capability) -> Self {
        self.settings.capabilities.remove(&capability);
        self
    }

    /// Lets each user send so many requests a second: 1 to 1,000,000.
    pub fn rate(mut self, per_second: f64) -> Self {
        self.settings.rate_per_second = per_second;
        self
    }

    /// Pings the change feed's clients this often instead of every 30 seconds.
    pub fn ping_every(mut self, interval: Duration) -> Self {
        self.ping_every = interval.max(Duration::from_millis(1));
        self
    }

    /// Makes the data and starts to answer.
    pub async fn start(self) -> Result<Sim, StartError> {
        let plans = self.checked()?;
        let listener = listen(self.port).await?;
        let control_listener = match self.control_port {
            Some(port) => Some(listen(port).await?),
            None => None,
        };
        let (seed, users, file) = (self.seed, self.users.clone(), self.database.clone());
        let world = tokio::task::spawn_blocking(move || {
            let database = file.as_deref().map(Database::open).transpose()?;
            World::open(&plans, seed, users, database)
        });
        let world = world.await.map_err(|_| StartError::CutShort)??;
        let clock = Clock::default();
        let shared = Shared::new(self.tenant, seed, self.ping_every, self.settings, self.users, world, clock);
        Sim::run(Arc::new(shared), listener, control_listener)
    }

    /// Makes the data for a stand-in without a port, in memory, whose clock shows `start` now and goes on with the
    /// runtime's. Ports and a database file that were asked for do not matter.
    pub fn in_process(self, start: DateTime<Utc>) -> Result<InProcess, StartError> {
        let plans = self.checked()?;
        let (seed, users) = (self.seed, self.users.clone());
        let world = World::open(&plans, seed, users, None)?;
        let clock = Clock::flowing_from(start);
        let shared = Shared::new(self.tenant, seed, self.ping_every, self.settings, self.users, world, clock);
        Ok(InProcess::new(Arc::new(shared)))
    }

    fn checked(&self) -> Result<Vec<OrganizationPlan>, StartError> {
        if !(1.0..=Settings::FASTEST).contains(&self.settings.rate_per_second) {
            return Err(StartError::OutOfBounds { what: "requests a second", low: 1, high: 1_000_000 });
        }
        self.plans()
    }

    fn plans(&self) -> Result<Vec<OrganizationPlan>, StartError> {
        let plan = |(code, name, currency, records): &(String, String, String, u32)| {
            if *records > MOST_RECORDS {
                return Err(StartError::OutOfBounds { what: "records", low: 0, high: MOST_RECORDS });
            }
            let code = Organization::new(code.clone())
                .map_err(|_| StartError::Organization(code.chars().take(60).collect()))?;
            Ok(OrganizationPlan { code, name: name.clone(), currency: currency.clone(), records: *records })
        };
        self.organizations.iter().map(plan).collect()
    }
}

impl Sim {
    fn run(
        shared: Arc<Shared>,
        listener: TcpListener,
        control_listener: Option<TcpListener>,
    ) -> Result<Self, StartError> {
        let address = address_of(&listener)?;
        let control_address = control_listener.as_ref().map(address_of).transpose()?;
        let router = http::router(shared.clone());
        let mut tasks = vec![tokio::spawn(server::serve(listener, router, shared.clone()))];
        if let Some(listener) = control_listener {
            tasks.push(tokio::spawn(control_http::serve(listener, shared.clone())));
        }
        Ok(Self { shared, address, control_address, tasks })
    }
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|source| StartError::Bind { port, source })
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Bind { port: 0, source })
}
