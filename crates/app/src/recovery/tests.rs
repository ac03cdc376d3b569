#![allow(clippy::unwrap_used)]

use super::organization::tests::{OTHER_PRIVATE_PEM, PRIVATE_PEM, PUBLIC_PEM};
use super::*;
use crate::Surroundings;
use crate::clock::{ManualClock, SystemIds};
use crate::secrets::KeyFileVault;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn profile(&self) -> Profile {
        Profile::at(self.folder.path().join("profile")).unwrap()
    }

    fn vault(&self) -> Arc<KeyFileVault> {
        Arc::new(KeyFileVault::at(self.folder.path().join("keys"), Some(Secret::new("pass"))).unwrap())
    }

    fn open(&self) -> Result<Workspace, AppError> {
        let around = Surroundings {
            vault: self.vault(),
            clock: Arc::new(ManualClock::at("2026-11-22T08:00:00Z".parse().unwrap())),
            ids: Arc::new(SystemIds),
            events: Arc::new(|_| ()),
            governing: crate::settings::Governing::Nobody,
        };
        Workspace::open(self.profile(), around)
    }

    fn lose_the_keyring(&self) {
        fs::remove_file(self.folder.path().join("keys")).unwrap();
        let refused = self.open().map(drop).unwrap_err();
        assert!(matches!(refused, AppError::Vault(VaultError::DatabaseKeyLost { .. })), "{refused}");
    }

    fn recover(&self, means: &Means) -> Result<(), AppError> {
        recover(&self.profile(), &*self.vault(), means)
    }

    fn file(&self) -> std::path::PathBuf {
        self.profile().recovery()
    }
}

fn typed(code: &RecoveryCode) -> Means {
    Means::Code(RecoveryCode::parse(&code.shown().expose().to_lowercase()).unwrap())
}

fn last_group(code: &RecoveryCode) -> String {
    code.shown().expose()[30..].to_owned()
}

fn why(refused: Result<(), AppError>) -> RecoveryError {
    match refused {
        Err(AppError::Recovery(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn actions(w: &Workspace) -> Vec<String> {
    let all = w.store().read(|db| -> Result<Vec<String>, pfa_store::StoreError> {
        let mut statement = db.prepare("SELECT action FROM audit_log ORDER BY id")?;
        let actions = statement.query_map([], |row| row.get(0))?;
        Ok(actions.collect::<Result<_, _>>()?)
    });
    all.unwrap()
}

#[test]
fn the_code_on_paper_opens_the_database_after_the_keyring_is_lost() {
    let home = Home::new();
    let w = home.open().unwrap();
    assert_eq!(recovery_state(w.profile()).unwrap(), RecoveryState::default());
    let code = make_code(&w).unwrap();
    confirm_code(&w, &last_group(&code).to_lowercase()).unwrap();
    let state = recovery_state(w.profile()).unwrap();
    assert_eq!((state.shown, state.made_at), (true, Some(w.now())));
    drop(w);

    home.lose_the_keyring();
    home.recover(&typed(&code)).unwrap();
    let w = home.open().unwrap();
    note_recovered(&w, &typed(&code)).unwrap();
    assert_eq!(actions(&w), ["recovery_code_made", "recovery_code_confirmed", "key_recovered_by_code"]);
}

#[test]
fn the_code_is_in_no_file_and_in_no_row() {
    let home = Home::new();
    let w = home.open().unwrap();
    let code = make_code(&w).unwrap();
    drop(w);
    let (shown, plain) = (code.shown(), code.shown().expose().replace('-', ""));
    for file in fs::read_dir(home.profile().directory()).unwrap() {
        let path = file.unwrap().path();
        let Ok(bytes) = fs::read(&path) else { continue };
        for secret in [shown.expose(), &plain, &plain[..26]] {
            assert!(!bytes.windows(secret.len()).any(|at| at == secret.as_bytes()), "{}", path.display());
        }
    }
    assert!(!format!("{code:?}").contains(&plain[..5]));
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    make_code(&home.open().unwrap()).unwrap();
    assert_eq!(fs::metadata(home.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_newer_code_makes_the_old_one_useless_once_it_is_written_down() {
    let home = Home::new();
    let w = home.open().unwrap();
    let old = make_code(&w).unwrap();
    confirm_code(&w, &last_group(&old)).unwrap();
    let new = make_code(&w).unwrap();
    assert!(recovery_state(w.profile()).unwrap().shown, "the old one is on paper still");
    for code in [&old, &new] {
        home.recover(&typed(code)).unwrap();
    }
    confirm_code(&w, &last_group(&new)).unwrap();
    assert!(matches!(why(home.recover(&typed(&old))), RecoveryError::OtherCode));
    home.recover(&typed(&new)).unwrap();
}

#[test]
fn a_code_that_was_shown_and_not_confirmed_opens_too_until_another_is_made() {
    let home = Home::new();
    let w = home.open().unwrap();
    let first = make_code(&w).unwrap();
    assert!(!recovery_state(w.profile()).unwrap().shown);
    home.recover(&typed(&first)).unwrap();
    make_code(&w).unwrap();
    assert!(matches!(why(home.recover(&typed(&first))), RecoveryError::OtherCode));
}

#[test]
fn a_wrong_last_group_confirms_nothing() {
    let home = Home::new();
    let w = home.open().unwrap();
    assert!(matches!(why(confirm_code(&w, "ABCDE")), RecoveryError::NothingShown));
    let code = make_code(&w).unwrap();
    let first_group = code.shown().expose()[..5].to_owned();
    for wrong in ["", &first_group] {
        assert!(matches!(why(confirm_code(&w, wrong)), RecoveryError::NotConfirmed), "{wrong:?}");
    }
    assert!(!recovery_state(w.profile()).unwrap().shown);
    confirm_code(&w, &last_group(&code)).unwrap();
    assert!(matches!(why(confirm_code(&w, &last_group(&code))), RecoveryError::NothingShown));
}

#[test]
fn the_organizations_private_key_opens_what_its_public_key_kept() {
    let home = Home::new();
    let w = home.open().unwrap();
    let public = OrganizationKey::parse(PUBLIC_PEM).unwrap();
    keep_for_organization(&w, &public).unwrap();
    let kept = fs::read(home.file()).unwrap();
    keep_for_organization(&w, &public).unwrap();
    assert_eq!(fs::read(home.file()).unwrap(), kept, "it is kept once");
    assert!(recovery_state(w.profile()).unwrap().organization_key);
    assert_eq!(actions(&w), ["recovery_kept_for_organization"]);
    drop(w);

    home.lose_the_keyring();
    let wrong = Means::OrganizationKey(Secret::new(OTHER_PRIVATE_PEM));
    assert!(matches!(why(home.recover(&wrong)), RecoveryError::OtherOrganization));
    home.recover(&Means::OrganizationKey(Secret::new(PRIVATE_PEM))).unwrap();
    home.open().unwrap();
}

#[test]
fn a_code_and_the_organizations_key_are_kept_beside_each_other() {
    let home = Home::new();
    let w = home.open().unwrap();
    let code = make_code(&w).unwrap();
    keep_for_organization(&w, &OrganizationKey::parse(PUBLIC_PEM).unwrap()).unwrap();
    confirm_code(&w, &last_group(&code)).unwrap();
    home.recover(&typed(&code)).unwrap();
    home.recover(&Means::OrganizationKey(Secret::new(PRIVATE_PEM))).unwrap();
}

#[test]
fn what_was_never_made_is_told_apart() {
    let home = Home::new();
    let w = home.open().unwrap();
    let code = RecoveryCode::generate();
    assert!(matches!(why(home.recover(&typed(&code))), RecoveryError::NoCode));
    keep_for_organization(&w, &OrganizationKey::parse(PUBLIC_PEM).unwrap()).unwrap();
    assert!(matches!(why(home.recover(&typed(&code))), RecoveryError::NoCode));
    fs::remove_file(home.file()).unwrap();
    make_code(&w).unwrap();
    let by_organization = Means::OrganizationKey(Secret::new(PRIVATE_PEM));
    assert!(matches!(why(home.recover(&by_organization)), RecoveryError::NotForOrganization));
}

#[test]
fn a_key_that_opens_the_database_is_not_replaced_by_one_that_does_not() {
    let (home, other) = (Home::new(), Home::new());
    let w = home.open().unwrap();
    let code = make_code(&w).unwrap();
    drop(w);
    // The database is another one by now, with a key of its own.
    drop(other.open().unwrap());
    fs::copy(other.profile().database(), home.profile().database()).unwrap();
    let right = other.vault().read(SecretName::DatabaseKey).unwrap().unwrap();
    home.vault().write(SecretName::DatabaseKey, &right).unwrap();
    assert!(matches!(why(home.recover(&typed(&code))), RecoveryError::OtherDatabase(_)));
    home.open().unwrap();
}

#[test]
fn a_wrong_key_in_the_keyring_is_replaced_by_the_right_one() {
    let home = Home::new();
    let code = make_code(&home.open().unwrap()).unwrap();
    home.vault().write(SecretName::DatabaseKey, &Secret::new("00".repeat(32))).unwrap();
    assert!(home.open().is_err());
    home.recover(&typed(&code)).unwrap();
    home.open().unwrap();
}

#[test]
fn a_file_of_another_profile_opens_nothing_for_the_organization() {
    let (home, other) = (Home::new(), Home::new());
    keep_for_organization(&home.open().unwrap(), &OrganizationKey::parse(PUBLIC_PEM).unwrap()).unwrap();
    drop(other.open().unwrap());
    fs::copy(home.file(), other.file()).unwrap();
    let refused = why(other.recover(&Means::OrganizationKey(Secret::new(PRIVATE_PEM))));
    assert!(matches!(refused, RecoveryError::OtherOrganization));
}

#[test]
fn every_changed_byte_of_the_file_is_told_and_none_lets_a_wrong_key_in() {
    let home = Home::new();
    let w = home.open().unwrap();
    let code = make_code(&w).unwrap();
    keep_for_organization(&w, &OrganizationKey::parse(PUBLIC_PEM).unwrap()).unwrap();
    let key = home.vault().read(SecretName::DatabaseKey).unwrap().unwrap();
    let whole = fs::read(home.file()).unwrap();
    let path = home.file();
    for at in (0..whole.len()).filter(|at| !whole[*at].is_ascii_whitespace()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
        fs::write(&path, &changed).unwrap();
        let opened =
            Kept::read(&home.profile()).and_then(|kept| open_both(kept.unwrap(), &path, &home, &code));
        if let Ok(opened) = opened {
            assert!(opened.iter().all(|opened| opened.expose() == key.expose()), "byte {at}");
        }
    }
}

fn open_both(
    kept: Kept,
    path: &Path,
    home: &Home,
    code: &RecoveryCode,
) -> Result<[Secret; 2], RecoveryError> {
    let by_organization = kept.open_for(path, &home.profile(), &Secret::new(PRIVATE_PEM))?;
    Ok([kept.open(path, code)?, by_organization])
}

#[test]
fn a_damaged_or_newer_file_is_named_and_only_the_damaged_one_is_made_anew() {
    let home = Home::new();
    let w = home.open().unwrap();
    let path = home.file();
    fs::write(&path, "{\"version\": 1").unwrap();
    assert!(matches!(recovery_state(w.profile()).unwrap_err(), RecoveryError::Damaged { .. }));
    let code = make_code(&w).unwrap();
    home.recover(&typed(&code)).unwrap();

    let newer = "{\"version\": 2, \"unheard\": \"of\"}";
    fs::write(&path, newer).unwrap();
    assert!(matches!(recovery_state(w.profile()).unwrap_err(), RecoveryError::Newer { version: 2, .. }));
    assert!(make_code(&w).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
}
