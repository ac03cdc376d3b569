//! What one request to PEMS tells: whether it is reached, trusted, serves, and has the same time.

use super::{Check, Finding, Look, Subject};
use crate::settings::{ProxyMode, show_settings};
use crate::{AppError, Workspace, account};
use chrono::TimeDelta;
use pfa_pems::{Health, PemsError};
use pfa_sync::{Failure, FailureKind};
use std::time::Duration;

/// How long PEMS may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(10);
/// By how much clocks may differ before times in PEMS and here tell different stories.
const CLOCK_OFF: TimeDelta = TimeDelta::minutes(5);

/// Asks PEMS once, and says what follows from the answer. What cannot be told without a connection is left out.
pub(super) async fn ask(subject: &Subject) -> Vec<Finding> {
    let began = subject.clock.now();
    let took = || (subject.clock.now() - began).num_milliseconds();
    let Some(w) = &subject.workspace else {
        let closed =
            Look::bad("PEMS was not asked: the database does not open.", "See the finding on the database.");
        return vec![closed.after(Check::Pems, took())];
    };
    let (pems, client) = match w.store().read(account::signed_in).and_then(|a| Ok((a.pems, w.client()?))) {
        Ok(found) => found,
        Err(error) => {
            let remedy = matches!(error, AppError::SignedOut).then(|| "Sign in to PEMS.".to_owned());
            let look = Look { remedy, ..Look::failed(&error) };
            return vec![look.after(Check::Pems, took())];
        }
    };
    let answer = tokio::time::timeout(PATIENCE, client.health()).await.unwrap_or(Err(PemsError::Timeout));
    let mut looks = vec![(Check::Proxy, proxy(w))];
    match answer {
        Ok(health) => {
            looks.push((Check::Network, Look::good(format!("{pems} is reached."))));
            looks.push((Check::Certificate, certificate(&pems)));
            looks.push((Check::Clock, clock(subject, &health)));
            let accepted = tokio::time::timeout(PATIENCE, client.session()).await;
            looks.push((Check::Pems, serves(&health, accepted.unwrap_or(Err(PemsError::Timeout)).err())));
        }
        Err(error) => {
            let failure =
                error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
            looks.push(refused(&pems, &failure));
        }
    }
    let took_ms = took();
    looks.into_iter().map(|(check, look)| look.after(check, took_ms)).collect()
}

fn proxy(w: &Workspace) -> Look {
    match show_settings(w) {
        Ok(settings) => Look::good(match (settings.proxy_mode, settings.proxy_address) {
            (ProxyMode::System, _) => "What the system and the environment say is used.".to_owned(),
            (ProxyMode::None, _) => "None is used.".to_owned(),
            (ProxyMode::Manual, address) => format!("{} is used.", address.unwrap_or_default()),
            (ProxyMode::Pac, _) => {
                format!("{} decides.", settings.proxy_pac_url.unwrap_or_default())
            }
        }),
        Err(error) => Look::failed(&error),
    }
}

fn certificate(pems: &str) -> Look {
    match pems.starts_with("https:") {
        true => Look::good("The certificate that was shown is trusted."),
        false => Look::good("None is shown: PEMS is on this computer."),
    }
}

fn clock(subject: &Subject, health: &Health) -> Look {
    let off = subject.clock.now() - health.server_time;
    let side = if off > TimeDelta::zero() { "ahead of" } else { "behind" };
    let told = format!("This computer's clock is {} s {side} PEMS's.", off.num_seconds().abs());
    match off.abs() > CLOCK_OFF {
        true => Look::bad(told, "Set the clock, or let the system keep it by a time server."),
        false => Look::good(told),
    }
}

fn serves(health: &Health, refused: Option<PemsError>) -> Look {
    match refused {
        Some(error) => {
            let remedy = "Sign in again, or ask a PEMS administrator if it is refused once more.";
            Look { remedy: Some(remedy.to_owned()), ..Look::failed(&AppError::from(error)) }
        }
        None if health.degraded => {
            Look::bad("PEMS says that it does not work as it should.", "Wait, or ask a PEMS administrator.")
        }
        None => Look::good("PEMS serves and accepts the sign-in."),
    }
}

fn refused(pems: &str, failure: &Failure) -> (Check, Look) {
    let (check, remedy) = match failure.kind {
        FailureKind::Certificate => (
            Check::Certificate,
            "Have IT install the authority that signed it, or name it in the setting extraCaFile.",
        ),
        FailureKind::ProxySignIn => {
            (Check::Proxy, "Sign in to the proxy: in the settings, or with pfa proxy sign-in.")
        }
        FailureKind::Offline | FailureKind::LostReply => {
            (Check::Network, "See whether this computer is online, and whether the proxy is right.")
        }
        FailureKind::NotPems => (
            Check::Pems,
            "Something else answers in PEMS's place: sign in to the network, or correct the address.",
        ),
        FailureKind::Timeout
        | FailureKind::RateLimited
        | FailureKind::ServerError
        | FailureKind::Unavailable => (Check::Pems, "Wait and look again, or ask a PEMS administrator."),
        FailureKind::Unauthorized
        | FailureKind::Forbidden
        | FailureKind::Gone
        | FailureKind::Refused
        | FailureKind::RuleBroken => (Check::Pems, "Ask a PEMS administrator."),
    };
    (check, Look::bad(format!("{pems}: {}", failure.message), remedy))
}
