//! Signing in and out.

use crate::args::{Common, Init};
use crate::error::CliError;
use crate::open::{open, unheard};
use crate::output::Output;
use crate::verb::runtime::runtime;
use pfa_app::account::SecretKind;
use pfa_app::approval::{Approval, Approved, approve};
use pfa_app::secrets::Secret;
use pfa_app::sign_in::{SignIn, show_account, sign_in};
use pfa_app::{AppError, Workspace};
use serde_json::json;
use std::fs;
use std::io::{self, BufRead, Read};
use zeroize::Zeroizing;

/// The longest secret that is taken, in bytes.
const SECRET_MAX: u64 = 4096;

/// Signs in, on a new profile or an existing one.
pub fn init(common: &Common, init: &Init, out: &mut Output) -> Result<(), CliError> {
    let secret = read_secret(&mut io::stdin().lock())?;
    let ca_pem = match &init.ca_file {
        Some(file) => Some(
            fs::read_to_string(file)
                .map_err(|source| CliError::Input { what: file.display().to_string(), source })?,
        ),
        None => None,
    };
    let w = open(common, unheard())?;
    let request = SignIn {
        pems: init.pems.clone(),
        tenant: init.tenant.clone(),
        organization: init.organization.clone(),
        user: init.user.clone(),
        secret_kind: if init.api_key_stdin { SecretKind::ApiKey } else { SecretKind::Password },
        secret,
        ca_pem,
        sample: false,
    };
    runtime()?.block_on(sign_in(&w, request))?;
    told(&w, out)
}

/// Asks PEMS about the person who approves, where one is named; their password comes from standard input.
pub fn approved(w: &Workspace, by: Option<&str>) -> Result<Option<Approved>, CliError> {
    let Some(user) = by else { return Ok(None) };
    let approval = Approval { user: user.to_owned(), secret: read_secret(&mut io::stdin().lock())? };
    Ok(Some(runtime()?.block_on(approve(w, approval))?))
}

/// Forgets the credentials.
pub fn sign_out(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    pfa_app::sign_in::sign_out(w)?;
    if out.json {
        out.json(&json!({ "signedIn": false }))?;
    } else {
        out.line("Signed out. The data stays here, encrypted, until somebody signs in again.")?;
    }
    Ok(())
}

fn told(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let Some((account, _)) = show_account(w)? else { return Err(AppError::SignedOut.into()) };
    let permissions: Vec<&str> = account.permissions().iter().map(|p| p.name()).collect();
    if out.json {
        out.json(&json!({
            "signedIn": true,
            "pems": account.pems,
            "tenant": account.tenant,
            "organization": account.organization,
            "userId": account.user_id,
            "displayName": account.display_name,
            "permissions": permissions,
            "capabilities": account.capabilities,
        }))?;
    } else {
        out.line(&format!(
            "Signed in as {} ({}) to {}, {}.",
            account.display_name, account.user_id, account.pems, account.organization
        ))?;
        out.line(&format!("Permissions: {}.", permissions.join(", ")))?;
    }
    Ok(())
}

/// The first line of standard input.
pub(super) fn read_secret(input: &mut impl BufRead) -> Result<Secret, CliError> {
    let unreadable = |source| CliError::Input { what: "standard input".to_owned(), source };
    let mut line = Zeroizing::new(Vec::with_capacity(SECRET_MAX as usize + 2));
    input.take(SECRET_MAX + 2).read_until(b'\n', &mut line).map_err(unreadable)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    let refused = |why: &str| CliError::App(AppError::invalid(why));
    if line.is_empty() {
        return Err(refused("Standard input holds no secret."));
    }
    if line.len() as u64 > SECRET_MAX {
        return Err(refused("The secret on standard input is longer than 4096 bytes."));
    }
    let text = std::str::from_utf8(&line).map_err(|_| refused("The secret on standard input is no text."))?;
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(input: &[u8]) -> Option<String> {
        read_secret(&mut &input[..]).ok().map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn a_secret_is_the_first_line_without_its_end() {
        for input in ["s ecret", "s ecret\n", "s ecret\r\n", "s ecret\nmore\n"] {
            assert_eq!(read(input.as_bytes()).as_deref(), Some("s ecret"), "{input:?}");
        }
        assert_eq!(read(b" kept \r\r\n").as_deref(), Some(" kept \r"));
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        assert_eq!(read(b""), None);
        assert_eq!(read(b"\n"), None);
        assert_eq!(read(b"\r\nnext"), None);
        assert_eq!(read(b"\xff\n"), None);
        assert_eq!(read("x".repeat(4096).as_bytes()).map(|s| s.len()), Some(4096));
        assert_eq!(read("x".repeat(4097).as_bytes()), None);
        assert_eq!(read(&vec![b'x'; 1 << 20]), None);
    }
}
