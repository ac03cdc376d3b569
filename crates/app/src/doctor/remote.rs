//! What one request to PEMS tells: whether it is reached, trusted, serves, and has the same time.

use super::{Check, Finding, Help, Look, Said, Subject};
use crate::settings::{ProxyMode, show_settings};
use crate::view::code_of;
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
        let closed = Look::bad(Said::NotAsked, Help::SeeDatabase);
        return vec![closed.after(Check::Pems, took())];
    };
    let (pems, client) = match w.store().read(account::signed_in).and_then(|a| Ok((a.pems, w.client()?))) {
        Ok(found) => found,
        Err(error) => {
            let help = matches!(error, AppError::SignedOut).then_some(Help::SignIn);
            let look = Look { help, ..Look::failed(&error) };
            return vec![look.after(Check::Pems, took())];
        }
    };
    let answer = tokio::time::timeout(PATIENCE, client.health()).await.unwrap_or(Err(PemsError::Timeout));
    let mut looks = vec![(Check::Proxy, proxy(w))];
    match answer {
        Ok(health) => {
            looks.push((Check::Network, Look::good(Said::Reached { pems: pems.to_string() })));
            looks.push((Check::Certificate, certificate(&pems)));
            looks.push((Check::Clock, clock(subject, &health)));
            let accepted = tokio::time::timeout(PATIENCE, client.session()).await;
            looks.push((Check::Pems, serves(&health, accepted.unwrap_or(Err(PemsError::Timeout)).err())));
        }
        Err(error) => {
            let failure =
                error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
            let found = refused(&pems, &error, failure);
            looks.retain(|(check, _)| *check != found.0);
            looks.push(found);
        }
    }
    let took_ms = took();
    looks.into_iter().map(|(check, look)| look.after(check, took_ms)).collect()
}

fn proxy(w: &Workspace) -> Look {
    match show_settings(w) {
        Ok(settings) => Look::good(match (settings.proxy_mode, settings.proxy_address) {
            (ProxyMode::System, _) => Said::ProxySystem,
            (ProxyMode::None, _) => Said::ProxyNone,
            (ProxyMode::Manual, address) => Said::ProxyUsed { address: address.unwrap_or_default() },
            (ProxyMode::Pac, _) => Said::ProxyScript { address: settings.proxy_pac_url.unwrap_or_default() },
        }),
        Err(error) => Look::failed(&error),
    }
}

fn certificate(pems: &str) -> Look {
    match pems.starts_with("https:") {
        true => Look::good(Said::CertificateTrusted),
        false => Look::good(Said::CertificateNone),
    }
}

fn clock(subject: &Subject, health: &Health) -> Look {
    let off = subject.clock.now() - health.server_time;
    let seconds = off.num_seconds().abs().to_string();
    let is_ahead = off > TimeDelta::zero();
    let said = if is_ahead { Said::ClockAhead { seconds } } else { Said::ClockBehind { seconds } };
    match off.abs() > CLOCK_OFF {
        true => Look::bad(said, Help::SetClock),
        false => Look::good(said),
    }
}

fn serves(health: &Health, refused: Option<PemsError>) -> Look {
    match refused {
        Some(error) => Look { help: Some(Help::SignInAgain), ..Look::failed(&AppError::from(error)) },
        None if health.degraded => Look::bad(Said::Degraded, Help::WaitOrAsk),
        None => Look::good(Said::Serves),
    }
}

fn refused(pems: &str, error: &PemsError, failure: Failure) -> (Check, Look) {
    let (check, help) = match failure.kind {
        FailureKind::Certificate => (Check::Certificate, Help::InstallAuthority),
        FailureKind::ProxySignIn => {
            let no_password_helps = matches!(error, PemsError::ProxySignIn { unsupported: Some(_), .. });
            (Check::Proxy, if no_password_helps { Help::OpenProxy } else { Help::SignInToProxy })
        }
        FailureKind::Offline | FailureKind::LostReply => (Check::Network, Help::CheckOnline),
        FailureKind::NotPems => (Check::Pems, Help::SomethingElse),
        FailureKind::Timeout
        | FailureKind::RateLimited
        | FailureKind::ServerError
        | FailureKind::Unavailable => (Check::Pems, Help::LookAgainOrAsk),
        FailureKind::Unauthorized
        | FailureKind::Forbidden
        | FailureKind::Gone
        | FailureKind::Refused
        | FailureKind::RuleBroken => (Check::Pems, Help::AskAdministrator),
    };
    let message = format!("{pems}: {}", failure.message);
    let said = Said::Error { code: code_of(&AppError::Pems(failure)), message };
    (check, Look::bad(said, help))
}
