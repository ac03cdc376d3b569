//! The pictures of the user guide. Each is taken from the window as it is, on sample data, and only if the window shows
//! every word that the guide sets in bold above the picture. They are written to `pictures` in the folder that `PFA_PICTURES` names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, Pfa, key};
use serde_json::json;
use tempfile::TempDir;

use crate::planner::{CELL, Planner};
use crate::script::editable;

/// Tells whether the window shows `words`, as a text, a name, or the value or hint of a field.
const SHOWN: &str = "squeeze(document.body.innerText).includes(words) || \
                     [...document.querySelectorAll('button, input, [aria-label], [title]')].filter(isSeen).some((one) => \
                     [nameOf(one), one.value, one.title, one.placeholder, one.getAttribute('aria-label')].some((text) => \
                     text?.includes?.(words)))";

/// Dismisses the messages at the bottom, which come and go at times of their own. A dialog has a button of that name too, for screen
/// readers, and is left open.
const NO_MESSAGES: &str = "(() => { const shown = [...document.querySelectorAll('.toasts')].flatMap((one) => all('button', 'Dismiss', one)); \
                           shown.forEach((one) => one.click()); return shown.length === 0; })()";

#[test]
fn the_pictures_of_the_user_guide_show_what_its_text_says() {
    let artefacts = Artefacts::of("pictures");
    let pems = Pems::with_records(300);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    let mut guide = Guide::read(&desktop);

    planner.window.sees("textbox", "PEMS address");
    guide.takes(&planner, "first-run");
    planner.signs_in(&pems, PLANNER, 300);
    let ids = editable(&Pfa::on(&desktop, &profile), 3);
    keeps_the_code(&planner, &mut guide);
    edits(&planner, &mut guide, &ids[0]);
    plans(&planner, &mut guide, &ids);
    looks_further(&planner, &mut guide);
    works_offline(&planner, &pems, &mut guide, &ids[0]);
    settles(&planner, &pems, &mut guide, &ids[1]);
    mends(&planner, &pems, &mut guide, &ids[2]);
    rolls_back(&planner, &mut guide, &ids[0]);
    guide.is_whole();
}

fn keeps_the_code(planner: &Planner<'_>, guide: &mut Guide<'_>) {
    let window = &planner.window;
    guide.takes(planner, "recovery");
    window.press("button", "Show the code…");
    window.press("button", "Show the code");
    let code = window.holds("the code", "document.querySelector('.recovery-code')?.textContent", json!([]));
    let last = code.as_str().unwrap().trim().rsplit(['-', ' ']).next().unwrap().to_owned();
    window.fill("textbox", "Last group of the code", &last);
    window.press("button", "I have it");
    window.loses("dialog", "*");
}

fn edits(planner: &Planner<'_>, guide: &mut Guide<'_>, id: &str) {
    let window = &planner.window;
    guide.takes(planner, "grid");
    window.press_found("the cell", CELL, &json!([id, "Forecast end"]));
    window.types("2027-09-30");
    guide.takes(planner, "typing");
    window.keys(&[key::ENTER]);
    planner.sees_badge(id, "Draft");
    window.press_found("the cell", CELL, &json!([id, "Forecast end"]));
    window.sees("complementary", &format!("Record {id}"));
    guide.takes(planner, "draft");
}

fn plans(planner: &Planner<'_>, guide: &mut Guide<'_>, ids: &[String]) {
    let window = &planner.window;
    for id in ids {
        planner.ticks(id);
    }
    window.press("button", "Edit…");
    window.fill("textbox", "Days", "14");
    window.shows("3 records change");
    guide.takes(planner, "bulk-edit");
    window.press("button", "Cancel");
    window.loses("dialog", "*");
    window.press("button", "Clear the selection");
    window.press("button", "Timeline");
    window.sees("grid", "Timeline");
    guide.takes(planner, "timeline");
    window.press("button", "Cost");
    window.sees("grid", "Cost by period");
    guide.takes(planner, "cost");
    window.press("button", "Grid");
}

fn looks_further(planner: &Planner<'_>, guide: &mut Guide<'_>) {
    let window = &planner.window;
    window.press("button", "Group");
    window.press("menuitem", "Category");
    window.keys(&[key::ESCAPE]);
    window.holds("groups", "document.querySelector('[role=treegrid] [aria-expanded=true]')", json!([]));
    guide.takes(planner, "groups");
    window.press("button", "Group: Category");
    window.press("menuitem", "none");
    window.keys(&[key::ESCAPE]);
    window.keys(&[key::CONTROL, "k"]);
    window.sees("dialog", "*");
    window.types("group");
    guide.takes(planner, "palette");
    window.keys(&[key::ESCAPE]);
    window.loses("dialog", "*");
    window.press("button", "Settings");
    window.sees("heading", "Settings");
    guide.takes(planner, "settings");
}

fn works_offline(planner: &Planner<'_>, pems: &Pems, guide: &mut Guide<'_>, id: &str) {
    pems.take_down();
    planner.finds(id);
    planner.saves_and_syncs();
    planner.sees_badge(id, "Queued");
    planner.window.sees("button", "*Offline*");
    guide.takes(planner, "offline");
    pems.restore();
    planner.window.press("button", "Try now");
    planner.sees_badge(id, "Synced");
}

fn settles(planner: &Planner<'_>, pems: &Pems, guide: &mut Guide<'_>, id: &str) {
    let window = &planner.window;
    planner.finds(id);
    planner.edits("Contract", "C-4711");
    planner.sees_badge(id, "Draft");
    pems.colleague_edits(id, json!({"contract": "C-0815", "model": "LR 1300"}));
    planner.saves_and_syncs();
    planner.sees_badge(id, "Conflict");
    planner.follows_badge(id);
    window.press("radio", "Merge");
    window.press("radio", "Contract: yours, C-4711");
    guide.takes(planner, "conflict");
    window.press("button", "Apply result and queue");
    window.loses("dialog", "*");
    planner.sees_badge(id, "Synced");
}

fn mends(planner: &Planner<'_>, pems: &Pems, guide: &mut Guide<'_>, id: &str) {
    let window = &planner.window;
    pems.fails_writes(&json!({"kind": "serverError"}));
    planner.finds(id);
    planner.edits("Contract", "C-4712");
    planner.saves_and_syncs();
    planner.sees_badge(id, "Failed");
    planner.follows_badge(id);
    window.sees("heading", id);
    guide.takes(planner, "failed");
    pems.heal();
    window.press("button", "Retry now");
    window.loses("heading", id);
    window.press("button", "Activity*");
    window.sees("heading", "Sync activity");
    guide.takes(planner, "activity");
}

fn rolls_back(planner: &Planner<'_>, guide: &mut Guide<'_>, id: &str) {
    let window = &planner.window;
    planner.finds(id);
    window.press("button", "*roll back*");
    window.press("radio", "*v1, *");
    window.fill("textbox", "*Reason*", "Entered on the wrong record");
    guide.takes(planner, "roll-back");
}

/// The guide, and which of its pictures were taken.
struct Guide<'a> {
    text: String,
    taken: BTreeSet<String>,
    desktop: &'a Desktop,
}

impl<'a> Guide<'a> {
    fn read(desktop: &'a Desktop) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/user-guide.md");
        Self { text: fs::read_to_string(file).unwrap(), taken: BTreeSet::new(), desktop }
    }

    /// Takes a picture once the window shows what the guide says of it.
    fn takes(&mut self, planner: &Planner<'_>, name: &str) {
        let words = self.words_above(name);
        let all = format!("arguments[0].every((words) => {SHOWN}) && {NO_MESSAGES}");
        planner.window.holds(&format!("{words:?} in the picture {name}"), &all, json!([words]));
        let picture = planner.window.picture(name);
        if let Some(folder) = env::var_os("PFA_PICTURES") {
            write(self.desktop, &picture, &PathBuf::from(folder).join(format!("pictures/{name}.png")));
        }
        self.taken.insert(name.to_owned());
    }

    /// The words in bold between a picture and the one before it.
    fn words_above(&self, name: &str) -> Vec<String> {
        let place = format!("(pictures/{name}.png)");
        let (above, _) = self.text.split_once(&place).unwrap_or_else(|| panic!("the guide has no {name}"));
        let text = above.rsplit_once("(pictures/").map_or(above, |(_, text)| text);
        text.split("**").skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// Checks that every picture of the guide was taken.
    fn is_whole(&self) {
        let named = self.text.split("(pictures/").skip(1).filter_map(|rest| rest.split_once(".png)"));
        let named: BTreeSet<String> = named.map(|(name, _)| name.to_owned()).collect();
        assert_eq!(named, self.taken, "the pictures of the guide, and those that this journey takes");
    }
}

/// Writes a picture in few colours, small enough to lie beside the text.
pub fn write(desktop: &Desktop, picture: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    let mut command = desktop.command(Path::new("convert"));
    command.arg(picture).args(["-strip", "-resize", "1200x", "+dither", "-colors", "128"]);
    let output = command.arg(format!("png8:{}", to.display())).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
