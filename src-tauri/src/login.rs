//! Starting when the person signs in to the computer: off until they, or the organization, want it.

use std::path::PathBuf;

/// What the system starts at a login.
pub(crate) struct AtLogin {
    program: PathBuf,
    words: Vec<String>,
}

impl AtLogin {
    /// This very program on this very profile, minimized.
    pub(crate) fn this(words: &[String]) -> std::io::Result<Self> {
        // What runs from an AppImage lies in a folder that is gone at the next login.
        let program =
            std::env::var_os("APPIMAGE").map_or_else(std::env::current_exe, |image| Ok(image.into()))?;
        let words = words.iter().cloned().chain(std::iter::once("--minimized".to_owned())).collect();
        Ok(Self { program, words })
    }

    /// Makes it so, or takes it back; nothing is written where it is so already.
    pub(crate) fn set(&self, wanted: bool) -> Result<(), String> {
        system::set(self, wanted)
    }
}

#[cfg(target_os = "linux")]
mod system {
    use super::AtLogin;
    use std::fs;
    use std::path::{Path, PathBuf};

    const FILE: &str = "com.pfa-vanguard.desktop.desktop";

    /// Writes or removes the file that every desktop reads at a login.
    pub(super) fn set(at_login: &AtLogin, wanted: bool) -> Result<(), String> {
        let folder = folder().ok_or("this user has no folder for settings")?;
        put(&folder.join(FILE), wanted.then(|| entry(at_login)).as_deref()).map_err(|e| e.to_string())
    }

    pub(super) fn put(file: &Path, content: Option<&str>) -> std::io::Result<()> {
        let there = fs::read_to_string(file).ok();
        match content {
            Some(content) if there.as_deref() == Some(content) => Ok(()),
            Some(content) => {
                fs::create_dir_all(file.parent().unwrap_or(Path::new("/")))?;
                fs::write(file, content)
            }
            None if there.is_none() => Ok(()),
            None => fs::remove_file(file),
        }
    }

    pub(super) fn entry(at_login: &AtLogin) -> String {
        let program = at_login.program.to_string_lossy();
        let words = std::iter::once(&*program).chain(at_login.words.iter().map(String::as_str));
        let line: Vec<String> = words.map(quoted).collect();
        format!(
            "[Desktop Entry]\nType=Application\nName=PFA Vanguard\nIcon=pfa-vanguard\nExec={}\nTerminal=false\n\
             X-GNOME-Autostart-enabled=true\n",
            line.join(" ")
        )
    }

    /// Quotes a word as the Desktop Entry specification has it: what a shell would read, and `%`, which names a field;
    /// then backslashes once more, as in every string of such a file.
    fn quoted(word: &str) -> String {
        let mut quoted = String::from("\"");
        for character in word.chars() {
            match character {
                '"' | '`' | '$' | '\\' => quoted.extend(['\\', character]),
                '%' => quoted.push_str("%%"),
                plain => quoted.push(plain),
            }
        }
        quoted.push('"');
        quoted.replace('\\', "\\\\")
    }

    fn folder() -> Option<PathBuf> {
        let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let settings = named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?;
        Some(settings.join("autostart"))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::AtLogin;

    /// Registers or removes a login item of this user: a value under `Run` on Windows, a launch agent on macOS.
    pub(super) fn set(at_login: &AtLogin, wanted: bool) -> Result<(), String> {
        let item = auto_launch::AutoLaunchBuilder::new()
            .set_app_name("PFA Vanguard")
            .set_app_path(&at_login.program.to_string_lossy())
            .set_args(&at_login.words)
            .build()
            .map_err(|e| e.to_string())?;
        match (item.is_enabled().map_err(|e| e.to_string())?, wanted) {
            (false, true) => item.enable().map_err(|e| e.to_string()),
            (true, false) => item.disable().map_err(|e| e.to_string()),
            (true, true) | (false, false) => Ok(()),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::system::{entry, put};
    use super::*;

    #[test]
    fn the_entry_starts_this_profile_whatever_its_path_holds() {
        let words = ["--profile", r#"/home/a b/100% "of" $it\x"#, "--minimized"].map(str::to_owned).to_vec();
        let entry = entry(&AtLogin { program: "/usr/bin/pfa-vanguard".into(), words });
        let exec = entry.lines().find(|line| line.starts_with("Exec=")).unwrap();
        assert_eq!(
            exec,
            r#"Exec="/usr/bin/pfa-vanguard" "--profile" "/home/a b/100%% \\"of\\" \\$it\\\\x" "--minimized""#
        );
    }

    #[test]
    fn what_is_wanted_is_there_and_what_is_not_wanted_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("autostart/entry.desktop");
        put(&file, None).unwrap();
        assert!(!file.exists());
        put(&file, Some("one")).unwrap();
        put(&file, Some("two")).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
        put(&file, None).unwrap();
        assert!(!file.exists());
    }
}
