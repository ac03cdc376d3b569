//! A command line that can be run, timed and shown in the form in which a person would type it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program with its arguments, to be run in a folder of the repository.
#[derive(Debug, Clone)]
pub struct Line {
    program: String,
    arguments: Vec<String>,
    folder: Option<&'static str>,
    environment: Vec<(&'static str, String)>,
}

impl Line {
    /// Takes a command line whose words hold no space.
    pub fn of(words: &str) -> Self {
        let mut words = words.split_whitespace().map(str::to_owned);
        let program = words.next().unwrap_or_default();
        Self { program, arguments: words.collect(), folder: None, environment: Vec::new() }
    }

    /// Adds arguments as they are.
    pub fn with<I: IntoIterator<Item = S>, S: Into<String>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Runs it in `folder`, relative to the repository.
    pub fn inside(mut self, folder: &'static str) -> Self {
        self.folder = Some(folder);
        self
    }

    /// Sets a variable for this command alone.
    pub fn setting(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// Builds the process to start; standard input is closed, so that nothing waits for an answer.
    pub fn to_process(&self) -> Command {
        let mut process = Command::new(&self.program);
        process.args(&self.arguments).stdin(std::process::Stdio::null());
        process.envs(self.environment.iter().map(|(name, value)| (name, value)));
        process.current_dir(self.folder.map_or_else(root, |folder| root().join(folder)));
        process
    }

    /// Tells whether it runs and succeeds, showing nothing.
    pub fn succeeds(&self) -> bool {
        self.to_process().output().is_ok_and(|output| output.status.success())
    }

    /// Runs it and gives what it wrote to standard output; `None` when it could not run or failed.
    pub fn output(&self) -> Option<String> {
        let output = self.to_process().output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(folder) = self.folder {
            write!(out, "cd {folder} && ")?;
        }
        for (name, value) in &self.environment {
            write!(out, "{name}={} ", quoted(value))?;
        }
        write!(out, "{}", self.program)?;
        for argument in &self.arguments {
            write!(out, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@*^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_a_person_would_type_it() {
        let line = Line::of("npm run lint").inside("ui").setting("CI", "true").with(["a b"]);
        assert_eq!(line.to_string(), "cd ui && CI=true npm run lint 'a b'");
    }

    #[test]
    fn a_program_that_is_not_there_does_not_succeed() {
        assert!(!Line::of("pfa-there-is-no-such-program").succeeds());
    }
}
