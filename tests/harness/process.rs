//! A child process that ends with the value that holds it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::wait::{PATIENCE, until};

/// A running program, with what it prints. It leads a group of its own, which is ended as a whole.
pub struct Process {
    name: String,
    child: Child,
    lines: Receiver<String>,
    errors: Arc<Mutex<String>>,
}

impl Process {
    /// Starts `command`, handing it `input` on standard input.
    ///
    /// # Panics
    /// When the program cannot be started.
    pub fn start(mut command: Command, input: &str) -> Self {
        let name = Path::new(command.get_program()).file_name().unwrap().to_string_lossy().into_owned();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        let errors = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&errors);
        let stderr = lines_of(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr {
                *heard.lock().unwrap() += &format!("{line}\n");
            }
        });
        Self { name, child, lines, errors }
    }

    /// Waits for a line of standard output that `pick` takes something from.
    ///
    /// # Panics
    /// When the program ends first, or says nothing of the kind for a minute.
    pub fn line<T>(&self, what: &str, mut pick: impl FnMut(&str) -> Option<T>) -> T {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    if let Some(found) = pick(&line) {
                        return found;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("{} does not say {what}\n{}", self.name, self.errors())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("{} ended without saying {what}\n{}", self.name, self.errors())
                }
            }
        }
    }

    /// What it has written to standard error so far.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// The operating system's number for it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it listens on a TCP port of its own choice.
    pub fn listening_port(&self) -> u16 {
        until(&format!("{} to listen", self.name), || port_of(self.id()))
    }

    /// Asks it to end, waits, and gives its exit code; `None` when a signal ended it.
    pub fn terminate(mut self) -> Option<i32> {
        let _ = kill_process(self.pid(), Signal::TERM);
        self.child.wait().unwrap().code()
    }

    /// Gives it so long to end by itself, then ends it at once. Its exit code; `None` when it had to be ended.
    #[expect(
        clippy::disallowed_methods,
        reason = "a moment to be killed at is a time, and decides no outcome"
    )]
    pub fn kill_after(mut self, time: Duration) -> Option<i32> {
        let moment = Instant::now() + time;
        // A program that ends closes its standard output.
        while self.lines.recv_timeout(moment.saturating_duration_since(Instant::now())).is_ok() {}
        self.end();
        self.child.wait().unwrap().code()
    }

    /// Waits until it ends by itself, and gives its exit code; `None` when a signal ended it.
    pub fn wait(mut self) -> Option<i32> {
        until(&format!("{} to end", self.name), || self.child.try_wait().unwrap()).code()
    }

    /// Whether it runs still.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process_group(self.pid(), Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// The path of a program of this workspace, built beside the test or program that asks.
///
/// # Panics
/// When it is not built.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // A test lies in `deps`, a program beside the others.
    let beside = test.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.exists());
    beside.unwrap_or_else(|| panic!("{name} is not built: `cargo xtask test e2e` builds it first"))
}

/// The running children of a process, with the names of their programs.
pub fn children_of(parent: u32) -> Vec<(Pid, String)> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(id) = entry.file_name().to_string_lossy().parse::<i32>() else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // `id (name) state parent …`, where the name may hold anything.
        let Some((head, tail)) = stat.rsplit_once(") ") else { continue };
        if tail.split(' ').nth(1) == Some(&parent.to_string()) {
            let name = head.split_once('(').map_or("", |(_, name)| name).to_owned();
            children.extend(Pid::from_raw(id).map(|pid| (pid, name)));
        }
    }
    children
}

/// The TCP port on which a process listens, from the kernel's table.
fn port_of(id: u32) -> Option<u16> {
    let links = fs::read_dir(format!("/proc/{id}/fd")).ok()?.flatten();
    let sockets: Vec<String> = links
        .filter_map(|link| fs::read_link(link.path()).ok())
        .filter_map(|target| Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    let table = fs::read_to_string("/proc/net/tcp").ok()?;
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let listens = columns.get(3) == Some(&"0A")
            && sockets.iter().any(|socket| Some(&socket.as_str()) == columns.get(9));
        let (_, port) = columns.get(1)?.split_once(':')?;
        listens.then(|| u16::from_str_radix(port, 16).ok()).flatten()
    })
}

fn lines_of(source: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    receive
}

/// The memory of a process and of all below it, in bytes; what several share is shared out among them.
pub fn memory_of(process: Pid) -> u64 {
    let own = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.as_raw_pid())).unwrap_or_default();
    let kibibytes = own
        .lines()
        .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let below =
        children_of(process.as_raw_pid().cast_unsigned()).into_iter().map(|(child, _)| memory_of(child));
    kibibytes.unwrap_or_default() * 1024 + below.sum::<u64>()
}
