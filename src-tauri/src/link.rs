//! Links that lead into the application: `pfa-vanguard://record/ID`.

use pfa_app::domain::PfaId;

/// What a link of ours begins with; the packages register it with the system.
const SCHEME: &str = "pfa-vanguard:";

/// Tells whether a word is a link of ours, good or not.
pub(crate) fn is_link(word: &str) -> bool {
    word.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
}

/// Reads the record that a link leads to. Links come from anywhere: all but an id in the form that PEMS gives them
/// leads nowhere.
pub(crate) fn record_of(link: &str) -> Option<PfaId> {
    let rest = link.get(SCHEME.len()..).filter(|_| is_link(link))?;
    let id = rest.strip_prefix("//record/")?;
    // Browsers and desktops add a slash to what looks like a folder.
    PfaId::new(id.strip_suffix('/').unwrap_or(id)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_its_record() {
        assert_eq!(record_of("pfa-vanguard://record/PFA-104").unwrap().as_str(), "PFA-104");
        assert_eq!(record_of("PFA-Vanguard://record/PFA-104/").unwrap().as_str(), "PFA-104");
    }

    #[test]
    fn a_link_with_anything_but_an_id_leads_nowhere() {
        for link in [
            "pfa-vanguard://record/",
            "pfa-vanguard://record/a/../b",
            "pfa-vanguard://record/%2e%2e",
            "pfa-vanguard://record/PFA-1?x=1",
            "pfa-vanguard://record/PFA 1",
            "pfa-vanguard://settings",
            "pfa-vanguard://record/0123456789012345678901234567890",
            "pfa-vanguard:é",
            "https://record/PFA-1",
        ] {
            assert_eq!(record_of(link), None, "{link}");
        }
    }
}
