//! Runs `FindProxyForURL` with the helper functions that scripts expect.

use super::ScriptError;
use crate::text::one_line;
use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, Coerced, Context, Ctx, Function, Runtime};
use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs, UdpSocket};
use std::rc::Rc;

/// What browsers allow is several times more than any real script uses; this is more than enough too.
const MEMORY_MAX: usize = 32 << 20;
const STACK_MAX: usize = 256 << 10;
/// How often the engine asks whether to go on: each time stands for ten thousand steps.
const TICKS_MAX: u32 = 1_000;
/// Names that one run may look up.
const NAMES_MAX: u32 = 32;
/// The longest name that is looked up.
const NAME_BYTES_MAX: usize = 253;

/// The functions of a proxy script that need nothing of the machine.
const HELPERS: &str = include_str!("helpers.js");

/// What the script answers for a URL and its host.
pub(super) fn run(script: &str, url: &str, host: &str) -> Result<String, ScriptError> {
    let broken = |error: rquickjs::Error| ScriptError::Broken(error.to_string());
    let runtime = Runtime::new().map_err(broken)?;
    runtime.set_memory_limit(MEMORY_MAX);
    runtime.set_max_stack_size(STACK_MAX);
    let ticks = Rc::new(Cell::new(0));
    let counted = Rc::clone(&ticks);
    runtime.set_interrupt_handler(Some(Box::new(move || {
        counted.set(counted.get() + 1);
        counted.get() > TICKS_MAX
    })));
    let context = Context::full(&runtime).map_err(broken)?;
    let answer = context.with(|ctx| {
        answer(&ctx, script, url, host)
            .catch(&ctx)
            .map_err(|caught| ScriptError::Broken(one_line(&caught.to_string(), 300)))
    });
    if ticks.get() > TICKS_MAX { Err(ScriptError::TooLong) } else { answer }
}

fn answer(ctx: &Ctx<'_>, script: &str, url: &str, host: &str) -> rquickjs::Result<String> {
    let globals = ctx.globals();
    let left = Cell::new(NAMES_MAX);
    let look_up = move |name: String| {
        left.set(left.get().saturating_sub(1));
        if left.get() == 0 { None } else { address_of(&name) }
    };
    globals.set("dnsResolve", Function::new(ctx.clone(), look_up)?)?;
    globals.set("myIpAddress", Function::new(ctx.clone(), own_address)?)?;
    // Scripts are as old as the web: sloppy, and of one global scope.
    let mut sloppy = EvalOptions::default();
    sloppy.strict = false;
    ctx.eval::<(), _>(HELPERS)?;
    ctx.eval_with_options::<(), _>(script, sloppy)?;
    let find: Function<'_> = globals.get("FindProxyForURL")?;
    let found: Coerced<String> = find.call((url, host))?;
    Ok(found.0)
}

/// The first address of a name, of IPv4: scripts compare it with masks of four numbers.
fn address_of(name: &str) -> Option<String> {
    if name.len() > NAME_BYTES_MAX {
        return None;
    }
    let mut found = (name, 0).to_socket_addrs().ok()?;
    found.find_map(|address| match address.ip() {
        IpAddr::V4(v4) => Some(v4.to_string()),
        IpAddr::V6(_) => None,
    })
}

/// The address that this machine would send from. The socket is only asked: nothing is sent to the address, which is
/// one of documentation.
fn own_address() -> String {
    let asked = || -> std::io::Result<IpAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        Ok(socket.local_addr()?.ip())
    };
    asked().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_string()
}
