//! A PEMS in this process and a profile of its own, with `pfa` to run on it.

use pems_sim::{Control, Sim};
use serde_json::Value as Json;
use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

pub const MARIA: (&str, &str) = ("maria.ortiz@example.com", "planner-1");
pub const READER: (&str, &str) = ("r.reader@example.com", "reader-1");
pub const NO_ROLLBACK: (&str, &str) = ("p.okafor@example.com", "planner-3");
pub const COLLEAGUE: &str = "jane.smith@example.com";
/// Where a process writes which of its lines it ran.
const COUNTED: &str = "LLVM_PROFILE_FILE";
const PASSPHRASE: &str = "correct horse battery staple";

pub struct World {
    pub runtime: Runtime,
    pub sim: Sim,
    pub home: TempDir,
}

/// What a call came to.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    /// A PEMS with so many records of RIO, and a profile that nobody has signed in to.
    pub fn with(records: u32) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let sim = Sim::builder().records(5).records_of("RIO", records).rate(1000.0);
        let sim = runtime.block_on(sim.start()).unwrap();
        Self { runtime, sim, home: TempDir::new().unwrap() }
    }

    /// The same, signed in and pulled.
    pub fn pulled(records: u32) -> Self {
        Self::pulled_by(records, MARIA)
    }

    /// The same for another user.
    pub fn pulled_by(records: u32, user: (&str, &str)) -> Self {
        let world = Self::with(records);
        let run = world.sign_in(user);
        assert_eq!(run.code, 0, "{run:?}");
        world.done(["pull"]);
        world
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    pub fn sign_in(&self, (user, password): (&str, &str)) -> Run {
        let root = self.sim.root_url();
        let args = [
            "init",
            "--pems",
            &root,
            "--tenant",
            "DEMO",
            "--organization",
            "RIO",
            "--user",
            user,
            "--password-stdin",
        ];
        self.run_with_input(args, password)
    }

    /// `pfa` with profile, key file and passphrase, before any verb.
    pub fn command(&self) -> Command {
        let mut command = self.bare();
        command.arg("--profile").arg(self.profile()).arg("--key-file").arg(self.keys());
        command
    }

    /// `pfa` with the passphrase alone.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pfa"));
        command.env_clear().env("PFA_PASSPHRASE", PASSPHRASE);
        // Where the lines that tests run are counted, those of this process count too.
        command.envs(std::env::var_os(COUNTED).map(|file| (COUNTED, file)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }

    pub fn keys(&self) -> PathBuf {
        self.home.path().join("keys")
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        self.command().args(args).output().unwrap().into()
    }

    pub fn run_with_input<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &str) -> Run {
        let mut child = self.command().args(args).stdin(Stdio::piped()).spawn().unwrap();
        // A call that refuses its arguments ends without reading.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    /// Runs and expects success.
    pub fn done<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{run:?}");
        run.out
    }

    /// Runs and expects this exit code, with a sentence on standard error and nothing on standard output.
    pub fn refused<S: AsRef<OsStr>>(&self, code: i32, args: impl IntoIterator<Item = S>) -> String {
        let run = self.run(args);
        assert_eq!(run.code, code, "{run:?}");
        assert_eq!(run.out, "", "{run:?}");
        assert!(!run.err.is_empty() && !run.err.contains("panicked"), "{run:?}");
        run.err
    }

    /// Runs with `--json`, expects success and reads the result.
    pub fn json<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Json {
        let output = self.command().arg("--json").args(args).output().unwrap();
        let run = Run::from(output);
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.out))
    }

    pub fn start<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Child {
        self.command().args(args).spawn().unwrap()
    }

    pub fn status(&self, id: &str) -> String {
        self.json(["show", id])["status"].as_str().unwrap().to_owned()
    }

    /// Ids of rentals that a planner may edit freely.
    pub fn editable(&self, count: usize) -> Vec<String> {
        let free = [
            "--filter",
            "isActualized=false",
            "--filter",
            "isDiscontinued=false",
            "--filter",
            "source=Rental",
        ];
        let count = count.to_string();
        let rows = self.json([&["list", "--limit", &count], free.as_slice()].concat());
        rows.as_array().unwrap().iter().map(|row| row["pfaId"].as_str().unwrap().to_owned()).collect()
    }

    /// The first of them.
    pub fn one(&self) -> String {
        self.editable(1).remove(0)
    }

    /// A field of a record as PEMS has it, as JSON has it.
    pub fn in_pems(&self, id: &str, field: &str) -> Json {
        self.control().record("RIO", id).unwrap().to_json()[field].clone()
    }

    pub fn colleague(&self, id: &str, changes: Json) {
        self.control().edit("RIO", id, changes, COLLEAGUE, None).unwrap();
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Asks a process to end, and gives its outcome.
pub fn terminate(child: Child) -> Run {
    ask_to_end(&child);
    child.wait_with_output().unwrap().into()
}

/// Sends SIGTERM.
pub fn ask_to_end(child: &Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
}
