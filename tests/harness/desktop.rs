//! A desktop of one's own: display, session bus, keyring and notifications, all thrown away afterwards.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::artefacts::Artefacts;
use crate::process::Process;
use crate::wait::until;

/// Whether the session has a Secret Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// gnome-keyring, unlocked, as after a normal login.
    Unlocked,
    /// None: nothing on the bus answers for secrets, and nothing can be started to.
    Absent,
}

/// A display with a window manager, and a session bus with whoever answers on it. Programs started with [`Desktop::command`] live on it
/// and know nothing of the desktop that the test runs on.
pub struct Desktop {
    // In the order in which they end: clients before the servers that they talk to.
    _manager: Process,
    _notifications: Process,
    _keyring: Option<Process>,
    _assistance: Option<Process>,
    _bus: Process,
    _screen: Process,
    environment: Vec<(&'static str, OsString)>,
    folder: TempDir,
}

/// Everything that programs say to the notification daemon.
pub struct NotificationWatch {
    monitor: Process,
}

impl Desktop {
    /// Starts a desktop with a screen of 2000 × 1200, which holds the largest window with its frame.
    pub fn start(keyring: Keyring) -> Self {
        Self::start_for(keyring, false)
    }

    /// Starts a desktop on which somebody works with a screen reader.
    pub fn start_for_a_screen_reader() -> Self {
        Self::start_for(Keyring::Unlocked, true)
    }

    fn start_for(keyring: Keyring, is_read: bool) -> Self {
        let folder = TempDir::with_prefix("pfa-desktop-").unwrap();
        let mut environment = folders(folder.path());
        let (screen, display) = start_screen(&environment);
        environment.push(("DISPLAY", display.into()));
        let (bus, address) = start_bus(folder.path(), &environment);
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        let assistance = is_read.then(|| start_assistance(&mut environment));
        let keyring = (keyring == Keyring::Unlocked).then(|| start_keyring(&environment));
        let notifications = Process::start(command_in(&environment, Path::new("dunst")), "");
        await_owner(&environment, "org.freedesktop.Notifications");
        let manager = Process::start(command_in(&environment, Path::new("openbox")), "");
        await_window_manager(&environment);
        Self {
            _manager: manager,
            _notifications: notifications,
            _keyring: keyring,
            _assistance: assistance,
            _bus: bus,
            _screen: screen,
            environment,
            folder,
        }
    }

    /// A command that will run on this desktop.
    pub fn command(&self, program: &Path) -> Command {
        command_in(&self.environment, program)
    }

    /// One of the user's folders on it: `home`, `config`, `data`, `cache`, `state`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts listening for notifications.
    pub fn watch_notifications(&self) -> NotificationWatch {
        let mut command = self.command(Path::new("dbus-monitor"));
        command.args(["--session", "interface='org.freedesktop.Notifications',member='Notify'"]);
        let monitor = Process::start(command, "");
        // The bus tells the monitor that it has become one by taking its name away.
        monitor.line("that it listens", |line| line.contains("member=NameLost").then_some(()));
        NotificationWatch { monitor }
    }

    /// Closes the window with this title as a person does, once it is there.
    pub fn closes_window(&self, title: &str) {
        until(&format!("the window {title:?}"), || {
            let status = self.command(Path::new("wmctrl")).args(["-F", "-c", title]).output().unwrap().status;
            status.success().then_some(())
        });
    }

    /// Takes a picture of the whole screen, windows and notifications alike.
    pub fn picture(&self, artefacts: &Artefacts, name: &str) {
        let path = artefacts.next(&format!("{name}.png"));
        let mut command = self.command(Path::new("import"));
        command.args(["-window", "root"]).arg(&path);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl NotificationWatch {
    /// Waits for a notification with `words` in its title or text.
    ///
    /// # Panics
    /// When none comes.
    pub fn sees(&self, words: &str) {
        self.monitor.line(&format!("a notification of {words:?}"), |line| {
            line.trim_start().strip_prefix("string \"")?.contains(words).then_some(())
        });
    }
}

fn folders(folder: &Path) -> Vec<(&'static str, OsString)> {
    let make = |name: &str| -> PathBuf {
        let path = folder.join(name);
        fs::create_dir(&path).unwrap();
        path
    };
    let runtime = make("run");
    fs::set_permissions(&runtime, Permissions::from_mode(0o700)).unwrap();
    vec![
        ("PATH", std::env::var_os("PATH").unwrap()),
        ("LANG", "C.UTF-8".into()),
        ("TZ", "UTC".into()),
        ("NO_AT_BRIDGE", "1".into()),
        ("XDG_RUNTIME_DIR", runtime.into()),
        ("HOME", make("home").into()),
        ("XDG_CONFIG_HOME", make("config").into()),
        ("XDG_DATA_HOME", make("data").into()),
        ("XDG_CACHE_HOME", make("cache").into()),
        ("XDG_STATE_HOME", make("state").into()),
    ]
}

fn command_in(environment: &[(&'static str, OsString)], program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn start_screen(environment: &[(&'static str, OsString)]) -> (Process, String) {
    let mut command = command_in(environment, Path::new("Xvfb"));
    command.args(["-displayfd", "1", "-screen", "0", "2000x1200x24", "-nolisten", "tcp", "-noreset"]);
    let screen = Process::start(command, "");
    let number = screen.line("its display", |line| line.trim().parse::<u32>().ok());
    (screen, format!(":{number}"))
}

/// Starts a bus that starts nothing by itself: the system's service files would bring a keyring along.
fn start_bus(folder: &Path, environment: &[(&'static str, OsString)]) -> (Process, String) {
    let config = folder.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        folder.join("run").display()
    );
    fs::write(&config, text).unwrap();
    let mut command = command_in(environment, Path::new("dbus-daemon"));
    command.arg(format!("--config-file={}", config.display())).args(["--nofork", "--print-address=1"]);
    let bus = Process::start(command, "");
    let address = bus.line("its address", |line| line.starts_with("unix:").then(|| line.to_owned()));
    (bus, address)
}

/// Starts the bus of assistive technology, and tells programs that somebody listens there.
fn start_assistance(environment: &mut Vec<(&'static str, OsString)>) -> Process {
    environment.retain(|(name, _)| *name != "NO_AT_BRIDGE");
    let mut command = command_in(environment, Path::new("/usr/libexec/at-spi-bus-launcher"));
    command.args(["--launch-immediately", "--a11y=1", "--screen-reader=1"]);
    let assistance = Process::start(command, "");
    await_owner(environment, "org.a11y.Bus");
    assistance
}

fn start_keyring(environment: &[(&'static str, OsString)]) -> Process {
    let mut command = command_in(environment, Path::new("gnome-keyring-daemon"));
    command.args(["--foreground", "--unlock", "--components=secrets"]);
    let keyring = Process::start(command, "a login password");
    await_owner(environment, "org.freedesktop.secrets");
    keyring
}

/// A window manager says that it is there in a property of the root window.
fn await_window_manager(environment: &[(&'static str, OsString)]) {
    until("the window manager", || {
        let mut command = command_in(environment, Path::new("xprop"));
        command.args(["-root", "_NET_SUPPORTING_WM_CHECK"]);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).contains("window id").then_some(())
    });
}

fn await_owner(environment: &[(&'static str, OsString)], name: &str) {
    until(&format!("{name} on the bus"), || {
        let mut command = command_in(environment, Path::new("dbus-send"));
        command.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        command.args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")]);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).contains("boolean true").then_some(())
    });
}
