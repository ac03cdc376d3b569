//! Keys and mouse, where it matters how they are moved: keys go to whatever has the focus.

use serde_json::{Value, json};

use crate::wait::until;
use crate::window::Window;

/// Keys that type no character.
pub mod key {
    /// Tab.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Shift.
    pub const SHIFT: &str = "\u{e008}";
    /// Control.
    pub const CONTROL: &str = "\u{e009}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// The end of a line.
    pub const END: &str = "\u{e010}";
    /// The start of a line.
    pub const HOME: &str = "\u{e011}";
    /// The arrow to the left.
    pub const LEFT: &str = "\u{e012}";
    /// The arrow upwards.
    pub const UP: &str = "\u{e013}";
    /// The arrow to the right.
    pub const RIGHT: &str = "\u{e014}";
    /// The arrow downwards.
    pub const DOWN: &str = "\u{e015}";
    /// F6.
    pub const F6: &str = "\u{e036}";
}

impl Window<'_> {
    /// Presses keys together: all but the last are held.
    ///
    /// # Panics
    /// When the driver refuses.
    pub fn keys(&self, chord: &[&str]) {
        let down = chord.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = chord.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        self.perform("key", &json!({}), down.chain(up).collect());
    }

    /// Types a text, one key after another.
    pub fn types(&self, text: &str) {
        let strokes = text
            .chars()
            .flat_map(|c| [json!({"type": "keyDown", "value": c}), json!({"type": "keyUp", "value": c})]);
        self.perform("key", &json!({}), strokes.collect());
    }

    /// Presses the mouse on the element that an expression over `arguments` gives, moves it by so many pixels
    /// in steps, and lets go.
    pub fn drags(&self, what: &str, expression: &str, arguments: &Value, (right, down): (i32, i32)) {
        const STEPS: i32 = 4;
        let from = self.holds(what, expression, arguments.clone());
        let mut moves = vec![
            json!({"type": "pointerMove", "duration": 0, "origin": from, "x": 0, "y": 0}),
            json!({"type": "pointerDown", "button": 0}),
        ];
        for step in 1..=STEPS {
            let part = |whole: i32| whole * step / STEPS - whole * (step - 1) / STEPS;
            let (x, y) = (part(right), part(down));
            moves.push(json!({"type": "pointerMove", "duration": 40, "origin": "pointer", "x": x, "y": y}));
        }
        moves.push(json!({"type": "pointerUp", "button": 0}));
        self.perform("pointer", &json!({"pointerType": "mouse"}), moves);
    }

    /// Presses the mouse twice on the element that an expression gives.
    pub fn presses_twice(&self, what: &str, expression: &str, arguments: &Value) {
        let on = self.holds(what, expression, arguments.clone());
        let press = [json!({"type": "pointerDown", "button": 0}), json!({"type": "pointerUp", "button": 0})];
        let there = json!({"type": "pointerMove", "duration": 0, "origin": on, "x": 0, "y": 0});
        let moves = [there].into_iter().chain(press.clone()).chain(press).collect();
        self.perform("pointer", &json!({"pointerType": "mouse"}), moves);
    }

    /// Waits until what has this role and name has the focus.
    pub fn stands_on(&self, role: &str, name: &str) {
        let focused = "all(arguments[0], arguments[1]).includes(document.activeElement)";
        self.holds(&format!("the focus on {role} {name:?}"), focused, json!([role, name]));
    }

    /// Goes on with a key until what has this role and name has the focus.
    ///
    /// # Panics
    /// When it is not reached within so many presses.
    pub fn goes_to(&self, role: &str, name: &str, chord: &[&str], presses: usize) {
        let there = "return all(arguments[0], arguments[1]).includes(document.activeElement)";
        for _ in 0..presses {
            if self.evaluate(there, json!([role, name])) == true {
                return;
            }
            self.keys(chord);
        }
        self.stands_on(role, name);
    }

    /// Waits for the further window that `open` opens, and turns to it; gives the one before.
    ///
    /// # Panics
    /// When none opens.
    pub fn turns_to_another(&self, open: impl FnOnce()) -> String {
        let refused = "the driver names the windows";
        let (own, before) =
            (self.session().window().expect(refused), self.session().windows().expect(refused));
        open();
        let new = until("a further window", || {
            self.session().windows().expect(refused).into_iter().find(|window| !before.contains(window))
        });
        self.turns_to(&new);
        own
    }

    /// Turns to a window that is open; gives the one before.
    ///
    /// # Panics
    /// When it is not open.
    pub fn turns_to(&self, window: &str) -> String {
        let own = self.session().window().expect("there is a window");
        self.session().turn_to(window).expect("the window is open");
        own
    }

    fn perform(&self, device: &str, parameters: &Value, moves: Vec<Value>) {
        let devices = json!([{"type": device, "id": device, "parameters": parameters, "actions": moves}]);
        if let Err(refused) = self.session().perform(&devices) {
            panic!("{device}: {refused}\n{}", self.errors());
        }
    }
}
