//! The files that a loss of power can leave, at each point of a recording.

use crate::log::{FileId, Log, Op};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What a drive writes whole or not at all.
const SECTOR: usize = 512;

/// What becomes of what was not yet synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// All of it is there: the process died and the system lived on.
    All,
    /// None of it is there.
    None,
    /// By this seed some of it is there, some is torn, whatever the order it was asked in.
    Some(u64),
}

/// Whether the disk does what a sync promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// It does.
    Kept,
    /// It does not: as with `synchronous=OFF`, or a drive that lies. For tests of the tests.
    Ignored,
    /// It does not for the WAL: as with `synchronous=NORMAL`. For tests of the tests.
    IgnoredForWal,
}

/// A way through a recording, point by point: at point `n` the first `n` operations are done.
pub struct Walk<'l> {
    log: &'l Log,
    syncs: Syncs,
    point: usize,
    names: BTreeMap<PathBuf, FileId>,
    pending_names: Vec<&'l Op>,
    files: BTreeMap<FileId, File<'l>>,
}

/// The files of a folder.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Image(BTreeMap<PathBuf, Vec<u8>>);

#[derive(Default)]
struct File<'l> {
    lasting: Vec<u8>,
    pending: Vec<&'l Op>,
    is_wal: bool,
}

impl<'l> Walk<'l> {
    pub(crate) fn new(log: &'l Log, syncs: Syncs) -> Self {
        let names = log.base.iter().map(|(name, (file, _))| (name.clone(), *file)).collect();
        let file = |lasting: &Vec<u8>, name: &Path| File {
            lasting: lasting.clone(),
            pending: Vec::new(),
            is_wal: is_wal(name),
        };
        let files = log.base.iter().map(|(name, (id, lasting))| (*id, file(lasting, name))).collect();
        Self { log, syncs, point: 0, names, pending_names: Vec::new(), files }
    }

    /// How many operations are done here.
    pub fn point(&self) -> usize {
        self.point
    }

    /// Goes on to the next point, if there is one.
    pub fn advance(&mut self) -> bool {
        let log: &'l Log = self.log;
        let Some(op) = log.ops.get(self.point) else { return false };
        self.point += 1;
        match op {
            Op::Create { file, name } => {
                self.files.insert(*file, File { is_wal: is_wal(name), ..File::default() });
                self.pending_names.push(op);
            }
            Op::Write { file, .. } | Op::Truncate { file, .. } => {
                if let Some(file) = self.files.get_mut(file) {
                    file.pending.push(op);
                }
            }
            Op::Sync { file, names_too } => self.sync(*file, *names_too),
            Op::Delete { synced, .. } => {
                self.pending_names.push(op);
                if *synced && self.syncs != Syncs::Ignored {
                    self.sync_names();
                }
            }
        }
        true
    }

    /// How many writes of a name are not synced here.
    pub fn unsynced(&self, name: &Path) -> usize {
        let file = self.all_names().get(name).and_then(|id| self.files.get(id));
        file.map_or(0, |file| file.pending.len())
    }

    /// The files that a loss of power leaves here.
    pub fn image(&self, survival: Survival) -> Image {
        let mut chance = match survival {
            Survival::All => Chance::always(),
            Survival::None => Chance::never(),
            Survival::Some(seed) => Chance::of(seed ^ (self.point as u64) << 20),
        };
        let mut names = self.names.clone();
        let mut settled: Vec<&Path> = Vec::new();
        for op in &self.pending_names {
            let (Op::Create { name, .. } | Op::Delete { name, .. }) = op else { continue };
            // What happened to one name happened in that order.
            if settled.contains(&name.as_path()) {
                continue;
            }
            if chance.strikes() {
                rename(&mut names, op);
            } else {
                settled.push(name);
            }
        }
        let content = |id: &FileId| self.files.get(id).map(|file| file.left(&mut chance)).unwrap_or_default();
        let mut content = content;
        Image(names.iter().map(|(name, id)| (name.clone(), content(id))).collect())
    }

    fn all_names(&self) -> BTreeMap<PathBuf, FileId> {
        let mut names = self.names.clone();
        self.pending_names.iter().for_each(|op| rename(&mut names, op));
        names
    }

    fn sync(&mut self, id: FileId, names_too: bool) {
        let Some(file) = self.files.get_mut(&id) else { return };
        match self.syncs {
            Syncs::Ignored => return,
            Syncs::IgnoredForWal if file.is_wal => {}
            Syncs::Kept | Syncs::IgnoredForWal => {
                for op in std::mem::take(&mut file.pending) {
                    apply(&mut file.lasting, op);
                }
            }
        }
        if names_too {
            self.sync_names();
        }
    }

    fn sync_names(&mut self) {
        for op in std::mem::take(&mut self.pending_names) {
            rename(&mut self.names, op);
        }
    }
}

impl Image {
    /// Writes the files into a folder, which must be there.
    ///
    /// # Errors
    /// What the system says.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        for (name, bytes) in &self.0 {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// A file's content, if it is there.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.0.get(Path::new(name)).map(Vec::as_slice)
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.0.iter().map(|(name, bytes)| (name, bytes.len()))).finish()
    }
}

impl File<'_> {
    fn left(&self, chance: &mut Chance) -> Vec<u8> {
        let mut content = self.lasting.clone();
        for op in &self.pending {
            match op {
                Op::Write { offset, bytes, .. } => match chance.of_a_write() {
                    Fate::Whole => apply(&mut content, op),
                    Fate::Lost => {}
                    Fate::Torn => tear(&mut content, *offset, bytes, chance),
                },
                Op::Truncate { .. } if chance.strikes() => apply(&mut content, op),
                Op::Truncate { .. } | Op::Create { .. } | Op::Sync { .. } | Op::Delete { .. } => {}
            }
        }
        content
    }
}

enum Fate {
    Whole,
    Lost,
    Torn,
}

/// A sequence of decisions that follows from a seed (SplitMix64).
struct Chance {
    state: u64,
    /// Of 256, how many strike.
    share: u64,
}

impl Chance {
    fn always() -> Self {
        Self { state: 0, share: 256 }
    }

    fn never() -> Self {
        Self { state: 0, share: 0 }
    }

    /// Half the seeds lose about half, a quarter nearly all, a quarter hardly anything.
    fn of(seed: u64) -> Self {
        let mut chance = Self { state: seed, share: 128 };
        chance.share = [128, 20, 128, 236][(chance.next() % 4) as usize];
        chance
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn strikes(&mut self) -> bool {
        self.next() % 256 < self.share
    }

    fn of_a_write(&mut self) -> Fate {
        let sure = self.share == 0 || self.share == 256;
        if !sure && self.next().is_multiple_of(4) {
            Fate::Torn
        } else if self.strikes() {
            Fate::Whole
        } else {
            Fate::Lost
        }
    }
}

fn is_wal(name: &Path) -> bool {
    name.to_string_lossy().ends_with("-wal")
}

fn rename(names: &mut BTreeMap<PathBuf, FileId>, op: &Op) {
    match op {
        Op::Create { file, name } => drop(names.insert(name.clone(), *file)),
        Op::Delete { name, .. } => drop(names.remove(name)),
        Op::Write { .. } | Op::Truncate { .. } | Op::Sync { .. } => {}
    }
}

fn apply(content: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write { offset, bytes, .. } => put(content, *offset as usize, bytes),
        Op::Truncate { size, .. } => content.resize(*size as usize, 0),
        Op::Create { .. } | Op::Sync { .. } | Op::Delete { .. } => {}
    }
}

/// Of the sectors that a write covers, some have the new bytes and some the old; bytes beside it are never touched.
fn tear(content: &mut Vec<u8>, offset: u64, bytes: &[u8], chance: &mut Chance) {
    let offset = offset as usize;
    let mut at = 0;
    while at < bytes.len() {
        let end = (((offset + at) / SECTOR + 1) * SECTOR - offset).min(bytes.len());
        if chance.next().is_multiple_of(2) {
            put(content, offset + at, &bytes[at..end]);
        }
        at = end;
    }
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(bytes);
}
