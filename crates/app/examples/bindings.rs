//! Writes `ui/src/ipc/bindings.ts`, the TypeScript of all that crosses to the window.

fn main() -> std::io::Result<()> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/ipc/bindings.ts");
    std::fs::write(file, pfa_app::command::bindings())
}
