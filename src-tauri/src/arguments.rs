//! The words that the application is started with.

use pfa_app::profile::Profile;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: pfa-vanguard [--profile DIR] [--key-file FILE] [--sample]";

/// What the words ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Where all state is.
    pub profile: PathBuf,
    /// Where secrets rest if not in the keyring.
    pub key_file: Option<PathBuf>,
    /// Whether to open the sample on an embedded PEMS at once.
    pub sample: bool,
}

impl Arguments {
    /// Reads the words.
    pub(crate) fn parse(words: Vec<String>) -> Result<Self, String> {
        let (mut profile, mut key_file, mut sample) = (None, None, false);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "--profile" => profile = Some(PathBuf::from(value()?)),
                "--key-file" => key_file = Some(PathBuf::from(value()?)),
                "--sample" => sample = true,
                _ => return Err(format!("{word} is not known\n{USAGE}")),
            }
        }
        let profile = match profile {
            Some(named) => named,
            None => Profile::default_location().map_err(|e| e.to_string())?,
        };
        Ok(Self { profile, key_file, sample })
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
        assert_eq!(read, Arguments { profile: "/p".into(), key_file: Some("/k".into()), sample: true });
    }

    #[test]
    fn a_word_without_its_value_or_without_a_meaning_is_named() {
        assert!(parse(&["--profile"]).unwrap_err().contains("--profile needs a value"));
        assert!(parse(&["--verbose"]).unwrap_err().contains("--verbose is not known"));
    }
}
