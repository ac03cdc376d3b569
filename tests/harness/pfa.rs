//! `pfa`, as a script runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::desktop::Desktop;
use crate::process::{Process, program};

/// `pfa` on a profile, where it keeps its secrets included.
pub struct Pfa<'a> {
    /// Where it is, if not beside the test.
    program: Option<PathBuf>,
    profile: PathBuf,
    secrets: Secrets<'a>,
    folder: Option<TempDir>,
}

enum Secrets<'a> {
    KeyFile { file: PathBuf, passphrase: String },
    Keyring(&'a Desktop),
}

/// One call's outcome.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// What it printed.
    pub output: String,
    /// What it said on standard error.
    pub errors: String,
}

impl Pfa<'static> {
    /// A new profile, secrets in a key file beside it: no keyring, no bus, no display.
    pub fn with_key_file() -> Self {
        let folder = TempDir::with_prefix("pfa-profile-").unwrap();
        Self {
            program: None,
            profile: folder.path().join("profile"),
            secrets: Secrets::KeyFile {
                file: folder.path().join("keys"),
                passphrase: "correct horse battery staple".to_owned(),
            },
            folder: Some(folder),
        }
    }

    /// The folder that holds the profile and the key file.
    ///
    /// # Panics
    /// When this value borrowed its profile from another.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    /// The same, on the passphrase that somebody else would try.
    pub fn trying_passphrase(&self, passphrase: &str) -> Self {
        let Secrets::KeyFile { file, .. } = &self.secrets else { unreachable!("a key file by its type") };
        let secrets = Secrets::KeyFile { file: file.clone(), passphrase: passphrase.to_owned() };
        Self { program: self.program.clone(), profile: self.profile.clone(), secrets, folder: None }
    }

    /// The same, run from where a package has put it.
    pub fn of(self, program: &Path) -> Self {
        Self { program: Some(program.to_owned()), ..self }
    }
}

impl<'a> Pfa<'a> {
    /// The profile that a window on this desktop uses too, secrets in its keyring.
    pub fn on(desktop: &'a Desktop, profile: &Path) -> Self {
        Self {
            program: None,
            profile: profile.to_path_buf(),
            secrets: Secrets::Keyring(desktop),
            folder: None,
        }
    }

    /// The folder that holds all state.
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    /// Runs `pfa` with `arguments`, whatever comes of it.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, "")
    }

    /// Runs `pfa`, handing it `input` on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        use std::io::Write;
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A call that refuses its arguments ends without reading.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Run::from(child.wait_with_output().unwrap())
    }

    /// Runs `pfa` and expects it to succeed.
    ///
    /// # Panics
    /// When the exit code is not 0.
    pub fn done(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "pfa {arguments:?}: {run:?}");
        run.output
    }

    /// Runs `pfa … --json`, expects it to succeed and reads what it printed.
    ///
    /// # Panics
    /// When the exit code is not 0 or the output is not JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&output).unwrap_or_else(|error| panic!("pfa {arguments:?}: {error}\n{output}"))
    }

    /// Starts `pfa` and lets it run.
    pub fn start(&self, arguments: &[&str]) -> Process {
        Process::start(self.command(arguments), "")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let pfa = self.program.clone().unwrap_or_else(|| program("pfa"));
        let mut command = match &self.secrets {
            Secrets::Keyring(desktop) => desktop.command(&pfa),
            Secrets::KeyFile { file, passphrase } => {
                let mut command = Command::new(&pfa);
                command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
                command.env("PFA_PASSPHRASE", passphrase).arg("--key-file").arg(file);
                command
            }
        };
        command.arg("--profile").arg(&self.profile).args(arguments);
        command
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
