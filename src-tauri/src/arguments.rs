//! The words that the application is started with.

use crate::link;
use pfa_app::domain::PfaId;
use pfa_app::profile::Profile;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: pfa-vanguard [--profile DIR] [--key-file FILE] [--sample] [--minimized] [pfa-vanguard://record/ID]";

/// What the words ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Where all state is.
    pub profile: PathBuf,
    /// Where secrets rest if not in the keyring.
    pub key_file: Option<PathBuf>,
    /// Whether to open the sample on an embedded PEMS at once.
    pub sample: bool,
    /// Whether the window starts out of the way, as at a login.
    pub minimized: bool,
    /// The record that a link leads to. A link that leads nowhere is no reason not to start.
    pub link: Option<PfaId>,
}

impl Arguments {
    /// Reads the words.
    pub(crate) fn parse(words: Vec<String>) -> Result<Self, String> {
        let (mut profile, mut key_file, mut link) = (None, None, None);
        let (mut sample, mut minimized) = (false, false);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "--profile" => profile = Some(PathBuf::from(value()?)),
                "--key-file" => key_file = Some(PathBuf::from(value()?)),
                "--sample" => sample = true,
                "--minimized" => minimized = true,
                word if link::is_link(word) => link = link::record_of(word),
                _ => return Err(format!("{word} is not known\n{USAGE}")),
            }
        }
        let profile = match profile {
            Some(named) => named,
            None => Profile::default_location().map_err(|e| e.to_string())?,
        };
        Ok(Self { profile, key_file, sample, minimized, link })
    }

    /// The words that start the application on the same profile again.
    pub(crate) fn same_profile(&self) -> Vec<String> {
        let default = Profile::default_location().is_ok_and(|usual| usual == self.profile);
        let profile = (!default).then_some(("--profile", &self.profile));
        let key_file = self.key_file.as_ref().map(|file| ("--key-file", file));
        let path = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let words = profile.into_iter().chain(key_file);
        words.flat_map(|(word, at)| [word.to_owned(), path(at).to_string_lossy().into_owned()]).collect()
    }
}

/// Says on the terminal why the application does not start.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn refuse(problem: &str) -> ExitCode {
    eprintln!("pfa-vanguard: {problem}");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(|w| (*w).to_owned()).collect())
    }

    #[test]
    fn the_words_are_read_in_any_order() {
        let read = parse(&["--sample", "--profile", "/p", "--key-file", "/k"]).unwrap();
        assert!(read.sample && !read.minimized);
        assert_eq!(read.same_profile(), ["--profile", "/p", "--key-file", "/k"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_no_reason_not_to_start() {
        let read = parse(&["pfa-vanguard://record/PFA-7"]).unwrap();
        assert_eq!(read.link.unwrap().as_str(), "PFA-7");
        assert_eq!(read.profile, Profile::default_location().unwrap());
        assert_eq!(parse(&["pfa-vanguard://record/../7"]).unwrap().link, None);
    }

    #[test]
    fn a_word_without_its_value_or_without_a_meaning_is_named() {
        assert!(parse(&["--profile"]).unwrap_err().contains("--profile needs a value"));
        assert!(parse(&["--verbose"]).unwrap_err().contains("--verbose is not known"));
    }
}
