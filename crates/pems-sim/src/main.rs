//! `pems-sim`: the stand-in on its own. One line of JSON on stdout says where it is; SIGTERM or SIGINT ends it.

use clap::Parser;
use pems_sim::{Capability, Sim, SimBuilder, User};
use std::{error::Error, io::Write, path::PathBuf, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// A PEMS to run against: the whole contract, seeded sample data, faults on demand. Loopback only.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Port of the API; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the control; 0 for any.
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Records of each organization, or ORGANIZATION=N for one; may be repeated.
    #[arg(long, value_name = "N|ORG=N")]
    records: Vec<String>,
    /// Seed of the sample data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// SQLite file that keeps records, versions and keys; in memory without it.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// A user more, as id:password:ORG=permission,…;ORG=… (* is every organization, all every permission).
    #[arg(long, value_name = "USER")]
    user: Vec<String>,
    /// JSON file with the users, in the place of the default ones.
    #[arg(long, value_name = "FILE")]
    users_file: Option<PathBuf>,
    /// Tenant that requests have to name.
    #[arg(long, default_value = "DEMO")]
    tenant: String,
    /// Something optional that is not offered: batch, versions, changeFeed, updatedSince; may be repeated.
    #[arg(long, value_name = "CAPABILITY")]
    no_capability: Vec<Capability>,
    /// Requests a second that each user may send.
    #[arg(long, value_name = "N", default_value_t = 10.0)]
    rate: f64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("PEMS_SIM_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    // Before the start, so that no signal in between is missed.
    let ended = end_signal()?;
    let sim = builder(options)?.start().await?;
    let ready = serde_json::json!({"root": sim.root_url(), "control": sim.control_url()});
    writeln!(std::io::stdout(), "{ready}")?;
    ended.await;
    sim.shutdown().await;
    Ok(())
}

fn builder(options: Options) -> Result<SimBuilder, Box<dyn Error>> {
    let mut builder = Sim::builder()
        .port(options.port)
        .control_port(options.control_port)
        .seed(options.seed)
        .tenant(options.tenant)
        .rate(options.rate);
    for records in options.records {
        builder = match records.split_once('=') {
            Some((organization, count)) => builder.records_of(organization, count.parse()?),
            None => builder.records(records.parse()?),
        };
    }
    if let Some(file) = options.users_file {
        builder = builder.users(User::list_from_json(&std::fs::read_to_string(file)?)?);
    }
    for user in options.user {
        builder = builder.user(user.parse()?);
    }
    for capability in options.no_capability {
        builder = builder.without(capability);
    }
    Ok(match options.db {
        Some(file) => builder.database(file),
        None => builder,
    })
}

#[cfg(unix)]
fn end_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn end_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that no signal can be waited for: then only the process's end ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
