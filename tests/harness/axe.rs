//! axe-core over what the window shows.

use std::fs;

use serde_json::{Value, json};

use crate::window::{Window, ui};

/// Runs in the page: one line a violation and element. What was announced once is left out: the announcement names
/// what it was about, which may be gone by now. Colours pass at once meanwhile: half the way from disabled to enabled is
/// a tenth of a second, and no state of a button that anybody has to read.
const RUN: &str = "
const done = arguments[arguments.length - 1];
const still = new CSSStyleSheet();
still.replaceSync('*, *::before, *::after { transition: none !important }');
document.adoptedStyleSheets.push(still);
axe.run({ exclude: ['[data-live-announcer]'] }, { resultTypes: ['violations'] }).then((results) => done(results.violations.flatMap((violation) =>
  violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${node.html}\\n    ${node.failureSummary}`)))).finally(() => document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(still), 1));
";

impl Window<'_> {
    /// Checks the screen as it stands.
    ///
    /// # Panics
    /// When axe-core finds a violation, naming each.
    pub fn is_accessible(&self, screen: &str) {
        let axe = fs::read_to_string(ui().join("node_modules/axe-core/axe.min.js")).unwrap();
        self.evaluate(&format!("if (!window.axe) {{ {axe} }}"), json!([]));
        let found = self.evaluate_async(RUN, json!([]));
        let lines: Vec<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(lines.is_empty(), "axe-core on {screen}:\n{}", lines.join("\n"));
    }
}
