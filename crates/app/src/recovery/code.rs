//! The recovery code as a person writes it down: 130 random bits, and 20 more that tell a slip of the pen.

use super::RecoveryError;
use crate::secrets::Secret;
use aes_gcm::aead::Generate;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Crockford's: without the letters that are read as digits, and without U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols that are random, of 5 bits each.
const RANDOM: usize = 26;
/// Symbols that follow from them.
const CHECK: usize = 4;
/// Symbols a group.
const GROUP: usize = 5;

/// A recovery code: its symbols, without the dashes between groups.
#[derive(Debug, Clone)]
pub struct RecoveryCode(Secret);

impl RecoveryCode {
    /// Makes one by chance.
    pub(super) fn generate() -> Self {
        let drawn = Zeroizing::new(<[u8; RANDOM]>::generate());
        // 256 is a whole multiple of 32, so that each symbol is as likely as any other.
        let random: Zeroizing<String> = Zeroizing::new(drawn.iter().map(|byte| symbol(*byte)).collect());
        Self(Secret::new(format!("{}{}", *random, *check_of(&random))))
    }

    /// Reads one as it was typed: in either case, with or without dashes and blanks, and with O for 0 and I or L
    /// for 1.
    ///
    /// # Errors
    /// `Mistyped` for what no code can be.
    pub fn parse(typed: &str) -> Result<Self, RecoveryError> {
        let mut symbols = Zeroizing::new(String::with_capacity(RANDOM + CHECK));
        for letter in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—')) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            if symbols.len() == RANDOM + CHECK || !ALPHABET.iter().any(|known| char::from(*known) == letter) {
                return Err(RecoveryError::Mistyped);
            }
            symbols.push(letter);
        }
        match symbols.split_at_checked(RANDOM) {
            Some((random, check)) if *check_of(random) == check => Ok(Self(Secret::new(symbols.as_str()))),
            Some(_) | None => Err(RecoveryError::Mistyped),
        }
    }

    /// The code in groups of five, to be written down.
    pub fn shown(&self) -> Secret {
        let symbols = self.0.expose().as_bytes();
        let groups: Vec<&str> =
            symbols.chunks(GROUP).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        Secret::new(groups.join("-"))
    }

    /// Whether these are its last five symbols, as they were typed.
    pub(super) fn ends_with(&self, typed: &str) -> bool {
        let typed = typed.trim().to_ascii_uppercase().replace('O', "0").replace(['I', 'L'], "1");
        typed.len() == GROUP && self.0.expose().ends_with(&typed)
    }

    /// What the key is sealed under: the random symbols alone.
    pub(super) fn passphrase(&self) -> Secret {
        Secret::new(self.0.expose().chars().take(RANDOM).collect::<String>())
    }
}

fn symbol(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte & 31)])
}

fn check_of(random: &str) -> Zeroizing<String> {
    let sum = Sha256::new_with_prefix("pfa-vanguard recovery code\n").chain_update(random).finalize();
    Zeroizing::new(sum.iter().take(CHECK).map(|byte| symbol(*byte)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_code_is_six_groups_of_five_and_reads_back() {
        let code = RecoveryCode::generate();
        let shown = code.shown();
        let groups: Vec<&str> = shown.expose().split('-').collect();
        assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [5; 6]);
        let read = RecoveryCode::parse(shown.expose()).unwrap();
        assert_eq!(read.passphrase().expose(), code.passphrase().expose());
        assert!(code.ends_with(&format!(" {} ", groups[5].to_lowercase())));
        assert!(!code.ends_with(groups[0]) && !code.ends_with("") && !code.ends_with(&groups[5][1..]));
    }

    #[test]
    fn no_two_codes_are_alike() {
        let codes: std::collections::BTreeSet<String> =
            (0..100).map(|_| RecoveryCode::generate().passphrase().expose().to_owned()).collect();
        assert_eq!(codes.len(), 100);
    }

    #[test]
    fn it_is_read_as_people_type_it() {
        let symbols = "0123456789ABCDEFGHJKMNPQRS";
        let code = format!("{symbols}{}", *check_of(symbols));
        let typed = [
            code.clone(),
            code.to_lowercase(),
            code.replacen('0', "o", 1).replacen('1', "l", 1),
            code.replacen('1', "I", 1),
            format!("  {} – {}\n", &code[..7], &code[7..]),
        ];
        for typed in typed {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().passphrase().expose(), symbols, "{typed:?}");
        }
    }

    #[test]
    fn every_wrong_symbol_and_every_swapped_pair_is_told() {
        let shown = RecoveryCode::generate().shown().expose().replace('-', "");
        for at in 0..shown.len() {
            let wrong = if shown.as_bytes()[at] == b'7' { "8" } else { "7" };
            let mut slip = shown.clone();
            slip.replace_range(at..=at, wrong);
            assert!(RecoveryCode::parse(&slip).is_err(), "{slip}");
        }
        for at in 1..shown.len() {
            let mut swapped = shown.clone().into_bytes();
            swapped.swap(at - 1, at);
            let swapped = String::from_utf8(swapped).unwrap();
            assert!(swapped == shown || RecoveryCode::parse(&swapped).is_err(), "{swapped}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let whole = RecoveryCode::generate().shown().expose().to_owned();
        for typed in ["", "-----", &whole[..34], &format!("{whole}0"), &whole.replace('-', "_"), "ÄÖÜ"] {
            assert!(matches!(RecoveryCode::parse(typed), Err(RecoveryError::Mistyped)), "{typed:?}");
        }
    }
}
