//! `docs/settings.md` lists every setting as the code has it.

use pfa_app::settings::{SPECS, Settings};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- settings -->\n";
const END: &str = "<!-- /settings -->\n";

#[test]
fn the_table_of_settings_says_what_the_code_does() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let document = fs::read_to_string(&file).unwrap();
    let (head, rest) = document.split_once(BEGIN).unwrap();
    let (written, tail) = rest.split_once(END).unwrap();
    if written != table() && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, format!("{head}{BEGIN}{}{END}{tail}", table())).unwrap();
        return;
    }
    assert_eq!(written, table(), "UPDATE_DOCS=1 writes it anew");
}

fn table() -> String {
    let defaults = serde_json::to_value(Settings::default()).unwrap();
    let mut table = String::from("| setting | value | default | personal | for |\n|---|---|---|---|---|\n");
    for spec in &SPECS {
        let form = spec.form.to_string().replace('|', "\\|");
        let personal = if spec.personal { "yes" } else { "" };
        writeln!(
            table,
            "| `{}` | {form} | `{}` | {personal} | {} |",
            spec.name, defaults[spec.name], spec.meaning
        )
        .unwrap();
    }
    table
}
