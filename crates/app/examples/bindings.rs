//! Prints `ui/src/ipc/bindings.ts`.
fn main() {
    use std::io::Write;
    let written = std::io::stdout().write_all(pfa_app::command::bindings().as_bytes());
    assert!(written.is_ok(), "standard output is closed");
}
