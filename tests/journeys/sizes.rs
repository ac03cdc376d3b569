//! The planning screens in a small window, in a large one, and with everything twice as large.

use std::env;
use std::path::PathBuf;

use pfa_journeys::{Artefacts, Desktop, Keyring, PLANNER, Pems, key};
use serde_json::json;
use tempfile::TempDir;

use crate::pictures;
use crate::planner::Planner;
use crate::planning::runs;

const SCREENS: [(&str, &str); 4] = [
    ("Grid", ".grid-scroll"),
    ("Timeline", ".tl-screen"),
    ("Cost", ".cost-matrix"),
    ("Activity", ".ac-page"),
];

/// Names what lies over something else of its bar, or reaches out of the window; empty where nothing does.
const OUT_OF_PLACE: &str = r"(() => {
  const found = [];
  for (const bar of document.querySelectorAll('.topbar, .viewbar')) {
    const parts = [...bar.children].filter(isSeen).map((part) => ({ part, at: part.getBoundingClientRect() })).filter(({ at }) => at.width > 1);
    parts.forEach(({ part, at }, index) => {
      const name = nameOf(part) || part.className || part.tagName;
      if (at.left < -1 || at.right > window.innerWidth + 1) found.push(`${name} reaches out of the window`);
      const next = parts[index + 1];
      if (next !== undefined && at.right > next.at.left + 1) found.push(`${name} lies over ${nameOf(next.part) || next.part.className}`);
    });
  }
  if (document.documentElement.scrollWidth > window.innerWidth + 1) found.push('the page is wider than the window');
  return found;
})()";

#[test]
fn every_planning_screen_fits_a_small_window_a_large_one_and_twice_the_size() {
    let artefacts = Artefacts::of("sizes");
    let pems = Pems::with_records(300);
    let desktop = Desktop::start(Keyring::Unlocked);
    let folder = TempDir::new().unwrap();
    let profile = folder.path().join("profile");
    let planner = Planner::opens(&desktop, &profile, &artefacts);
    planner.signs_in(&pems, PLANNER, 300);

    planner.window.is_sized(1280, 800);
    fits(&planner, &desktop, "1280");
    planner.window.is_sized(1920, 1080);
    fits(&planner, &desktop, "1920");
    planner.window.is_sized(1280, 800);
    for _ in 0..5 {
        planner.window.keys(&[key::CONTROL, "+"]);
    }
    planner.window.holds("half as much in the window", "window.innerWidth === 640", json!([]));
    fits(&planner, &desktop, "200-percent");
    planner.window.keys(&[key::CONTROL, "0"]);
    planner.window.holds("the actual size", "window.innerWidth === 1280", json!([]));
}

fn fits(planner: &Planner<'_>, desktop: &Desktop, size: &str) {
    for (screen, content) in SCREENS {
        // By keys: the driver clicks where a page of its usual size would be.
        runs(planner, &format!("Go to {screen}"));
        planner.window.holds(
            screen,
            &format!("[...document.querySelectorAll('{content}')].some(isSeen)"),
            json!([]),
        );
        let out_of_place = planner.window.evaluate(&format!("return {OUT_OF_PLACE}"), json!([]));
        assert_eq!(out_of_place, json!([]), "{screen}, {size}");
        let name = format!("{}-{size}", screen.to_lowercase());
        let picture = planner.window.picture(&name);
        if let Some(folder) = env::var_os("PFA_PICTURES") {
            pictures::write(desktop, &picture, &PathBuf::from(folder).join(format!("sizes/{name}.png")));
        }
    }
}
