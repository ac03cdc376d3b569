//! The VFS: SQLite's table of functions, each of which tells the recording and then asks the system's own.
//!
//! It is registered as the default, so that the program under test opens its database as it always does. A file
//! outside of every recorded folder is passed on untouched.

use crate::fault::Asked;
use crate::log::{FileId, Op};
use crate::recorder::Recording;
use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};
use std::cell::Cell;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, OnceLock};

/// An open file as SQLite holds it. The system's own open file lies right behind it in the same allocation.
#[repr(C)]
struct OpenFile {
    /// What SQLite knows of it.
    base: sqlite3_file,
    /// Who is told; null where nobody records.
    track: *mut Track,
}

struct Track {
    recording: Arc<Recording>,
    file: FileId,
    /// Whether the next sync makes the names in the folder last: so it is with journals and WALs, once.
    names_too: Cell<bool>,
}

/// The system's own VFS.
struct System(*mut sqlite3_vfs);

// SAFETY: SQLite's VFS is immutable once registered, is never freed, and may be called from any thread.
unsafe impl Send for System {}
// SAFETY: as above.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // The second version has the WAL's index and no memory-mapped reads, which would go past us.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Puts the VFS between SQLite and the system, once a process.
pub(crate) fn install() {
    SYSTEM.get_or_init(|| {
        // SAFETY: null asks for the default VFS. SQLite has one on every system that it is built for.
        let system = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!system.is_null(), "SQLite has no VFS");
        // SAFETY: the pointer is SQLite's own and lives as long as the process.
        let of_system = unsafe { *system };
        let ours = sqlite3_vfs {
            szOsFile: of_system.szOsFile + size_of::<OpenFile>() as c_int,
            zName: c"power".as_ptr(),
            pNext: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..of_system
        };
        // SAFETY: a registered VFS must not move or go away: it is leaked. Its other functions are the system's, which
        // use nothing of it but `pAppData`, which is copied.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1) };
        assert_eq!(code, ffi::SQLITE_OK, "the VFS is refused");
        System(system)
    });
}

fn system() -> *mut sqlite3_vfs {
    SYSTEM.get().map_or(ptr::null_mut(), |system| system.0)
}

/// The system's own open file behind ours.
fn behind(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // `szOsFile` makes room for both, and both are aligned as pointers are.
    file.cast::<u8>().wrapping_add(size_of::<OpenFile>()).cast()
}

/// Who is told of a file's operations.
fn track<'f>(file: *mut sqlite3_file) -> Option<&'f Track> {
    // SAFETY: SQLite hands back files that `open` has filled in, and none after `close`.
    unsafe { (*file.cast::<OpenFile>()).track.as_ref() }
}

/// The code that an operation is to fail with.
fn failure(file: *mut sqlite3_file, asked: Asked) -> Option<c_int> {
    track(file)?.recording.failure(asked)
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end with a zero.
    let name = unsafe { CStr::from_ptr(name) };
    Some(Path::new(OsStr::from_bytes(name.to_bytes())).to_owned())
}

/// Calls the system's own method of a file.
macro_rules! pass_on {
    ($file:ident . $method:ident ( $($argument:expr),* )) => {{
        let file = behind($file);
        // SAFETY: `open` succeeded, so the system has filled its file in; the arguments are SQLite's own.
        unsafe {
            match (*(*file).pMethods).$method {
                Some(method) => method(file, $($argument),*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let ours = file.cast::<OpenFile>();
    // SAFETY: SQLite gives `szOsFile` bytes to be filled in; without methods it does not close what failed to open.
    unsafe { ours.write(OpenFile { base: sqlite3_file { pMethods: ptr::null() }, track: ptr::null_mut() }) };
    let path = path_of(name);
    let watched = path.as_deref().and_then(Recording::of);
    if let Some(code) = watched.as_ref().and_then(|(recording, _)| recording.failure(Asked::Open)) {
        return code;
    }
    let was_there = path.as_deref().is_some_and(Path::exists);
    // SAFETY: the system's VFS gets what SQLite gave us, and the room behind ours.
    let code = unsafe {
        match (*system()).xOpen {
            Some(open) => open(system(), name, behind(file), flags, out_flags),
            None => ffi::SQLITE_CANTOPEN,
        }
    };
    if code != ffi::SQLITE_OK {
        return code;
    }
    let journals = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
    let track = watched.map_or(ptr::null_mut(), |(recording, name)| {
        let names_too = Cell::new(flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journals != 0);
        let file = recording.opened(name, was_there);
        Box::into_raw(Box::new(Track { recording, file, names_too }))
    });
    // SAFETY: as above. `track` is owned by the file until `close`.
    unsafe { ours.write(OpenFile { base: sqlite3_file { pMethods: &raw const METHODS }, track }) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let watched = path_of(name).as_deref().and_then(Recording::of);
    if let Some(code) = watched.as_ref().and_then(|(recording, _)| recording.failure(Asked::Delete)) {
        return code;
    }
    // SAFETY: the system's VFS gets what SQLite gave us.
    let code = unsafe {
        match (*system()).xDelete {
            Some(delete) => delete(system(), name, sync),
            None => ffi::SQLITE_IOERR_DELETE,
        }
    };
    if let Some((recording, name)) = watched.filter(|_| code == ffi::SQLITE_OK) {
        recording.deleted(name, sync != 0);
    }
    code
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let code = pass_on!(file.xClose());
    let ours = file.cast::<OpenFile>();
    // SAFETY: `open` has made it by `Box::into_raw`, and SQLite closes a file once.
    unsafe {
        if !(*ours).track.is_null() {
            drop(Box::from_raw((*ours).track));
            (*ours).track = ptr::null_mut();
        }
    }
    code
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: sqlite3_int64,
) -> c_int {
    failure(file, Asked::Read).unwrap_or_else(|| pass_on!(file.xRead(into, amount, at)))
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: sqlite3_int64,
) -> c_int {
    let failed = failure(file, Asked::Write);
    let amount = match failed {
        Some(ffi::SQLITE_READONLY) => return ffi::SQLITE_READONLY,
        Some(ffi::SQLITE_OK) => amount,
        // What a full or broken disk did not take whole, it took in part.
        Some(_) => amount / 2,
        None => amount,
    };
    let Some(track) = track(file) else { return pass_on!(file.xWrite(from, amount, at)) };
    // SAFETY: SQLite gives at least `amount` bytes to be written.
    let mut bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), amount as usize) }.to_vec();
    if failed == Some(ffi::SQLITE_OK) {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
    }
    let code = pass_on!(file.xWrite(bytes.as_ptr().cast(), amount, at));
    if code == ffi::SQLITE_OK {
        track.recording.note(Op::Write { file: track.file, offset: at as u64, bytes: bytes.into() });
    }
    failed.unwrap_or(code)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    if let Some(code) = failure(file, Asked::Truncate) {
        return code;
    }
    let code = pass_on!(file.xTruncate(size));
    if let (Some(track), ffi::SQLITE_OK) = (track(file), code) {
        track.recording.note(Op::Truncate { file: track.file, size: size as u64 });
    }
    code
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    if let Some(code) = failure(file, Asked::Sync) {
        return code;
    }
    let code = pass_on!(file.xSync(flags));
    if let (Some(track), ffi::SQLITE_OK) = (track(file), code) {
        let names_too = track.names_too.replace(false);
        track.recording.note(Op::Sync { file: track.file, names_too });
    }
    code
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    pass_on!(file.xFileSize(size))
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass_on!(file.xLock(level))
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass_on!(file.xUnlock(level))
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, held: *mut c_int) -> c_int {
    pass_on!(file.xCheckReservedLock(held))
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    pass_on!(file.xFileControl(what, argument))
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass_on!(file.xSectorSize())
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass_on!(file.xDeviceCharacteristics())
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    at: *mut *mut c_void,
) -> c_int {
    let grows = if extend != 0 { failure(file, Asked::GrowIndex) } else { None };
    grows.unwrap_or_else(|| pass_on!(file.xShmMap(region, size, extend, at)))
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    pass_on!(file.xShmLock(offset, count, flags))
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    let file = behind(file);
    // SAFETY: as in `pass_on`.
    unsafe {
        if let Some(barrier) = (*(*file).pMethods).xShmBarrier {
            barrier(file);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass_on!(file.xShmUnmap(delete))
}
