//! Has WebKit draw by the processor itself where a Linux machine has nothing else to draw with. It would otherwise put the
//! window together through OpenGL, played by that same processor: whole at each change, where only a part has changed.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// WebKit's own switches: without surfaces to put together, and where it has those all the same, rasterised here.
const SWITCHES: [&str; 2] = ["WEBKIT_DISABLE_COMPOSITING_MODE", "WEBKIT_SKIA_ENABLE_CPU_RENDERING"];
/// Where Linux shows what can draw.
const DEVICES: &str = "/dev/dri";

/// Starts this program over with WebKit's switches set, where that is wanted; comes back where it is not.
///
/// A process cannot safely change the environment that it passes on, so it becomes one that was started with another.
pub fn fit_to_machine() {
    if !is_wanted(Path::new(DEVICES), &SWITCHES.map(std::env::var_os)) {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // It comes back from here only if it could not; then all is drawn as WebKit would have it.
        let _ =
            Command::new(program).args(std::env::args_os().skip(1)).envs(SWITCHES.map(|it| (it, "1"))).exec();
    }
}

/// Whether nothing in `devices` can draw, and nobody has set a switch.
fn is_wanted(devices: &Path, switches: &[Option<OsString>]) -> bool {
    let can_draw = |name: &OsString| name.as_encoded_bytes().starts_with(b"renderD");
    let mut devices = devices.read_dir().into_iter().flatten().flatten();
    switches.iter().all(Option::is_none) && !devices.any(|device| can_draw(&device.file_name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_processor_draws_where_nothing_else_can_and_nobody_says_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let devices = folder.path().join("dri");
        assert!(is_wanted(&devices, &[None, None]), "no device at all");
        fs::create_dir(&devices).unwrap();
        fs::write(devices.join("card0"), "").unwrap();
        assert!(is_wanted(&devices, &[None, None]), "a screen that cannot draw");
        assert!(!is_wanted(&devices, &[None, Some("0".into())]), "somebody chose");
        fs::write(devices.join("renderD128"), "").unwrap();
        assert!(!is_wanted(&devices, &[None, None]), "a device that draws");
    }
}
