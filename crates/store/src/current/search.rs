//! `pfa_search`: what the find box looks in, apart from the rows that are shown. Every record's texts in
//! lower case, sixteen records to a block and a block to a page or so: looking through all of them reads
//! little, and an edit writes one page.

use crate::text::folded;
use crate::{Db, StoreError, Tx};
use memchr::memmem::Finder;
use pfa_domain::{FieldValue, Organization, PfaRecord};
use rusqlite::{OptionalExtension, params};

/// Records to a block. A record's place follows from the id of its row.
const RECORDS: i64 = 16;
/// Stands between the records of a block, and in no text: texts have no control character but the line's end.
const BETWEEN: u8 = 0;

/// The rows that were looked for, by their ids: a bit for each row up to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    bits: Vec<u8>,
    number: u64,
}

/// A run of texts that are written together: a block that several of them are in is written once.
pub(super) struct Writer<'t> {
    tx: &'t Tx<'t>,
    open: Option<Block>,
}

struct Block {
    organization: Organization,
    number: i64,
    texts: Vec<String>,
}

impl Found {
    /// Their ids, rising.
    pub(super) fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        (0_i64..).step_by(8).zip(&self.bits).flat_map(|(first, byte)| {
            (0..8).filter(move |bit| byte & (1 << bit) != 0).map(move |bit| first + bit)
        })
    }

    /// How many there are.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The same where it is known anew which of some rows are among them.
    pub(super) fn with(&self, some: &Self, among: &Self) -> Self {
        let byte = |of: &Self, at: usize| of.bits.get(at).copied().unwrap_or(0);
        let most = self.bits.len().max(among.bits.len());
        let mut bits: Vec<u8> =
            (0..most).map(|at| byte(self, at) & !byte(some, at) | byte(among, at)).collect();
        bits.truncate(bits.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        let number = bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
        Self { bits, number }
    }

    /// Whether a row is among them.
    pub(super) fn holds(&self, id: i64) -> bool {
        holds(&self.bits, id)
    }

    /// What the SQL function `found` asks.
    pub(super) fn bits(&self) -> &[u8] {
        &self.bits
    }
}

/// Whether a row is among those that the bits stand for.
pub(crate) fn holds(bits: &[u8], id: i64) -> bool {
    let byte = usize::try_from(id / 8).ok().and_then(|at| bits.get(at));
    byte.is_some_and(|byte| byte & (1 << (id % 8)) != 0)
}

impl Extend<i64> for Found {
    fn extend<T: IntoIterator<Item = i64>>(&mut self, ids: T) {
        for id in ids {
            // The ids of rows begin at 1.
            let Ok(byte) = usize::try_from(id / 8) else { continue };
            if byte >= self.bits.len() {
                self.bits.resize(byte + 1, 0);
            }
            let bit = 1 << (id % 8);
            self.number += u64::from(self.bits[byte] & bit == 0);
            self.bits[byte] |= bit;
        }
    }
}

impl FromIterator<i64> for Found {
    fn from_iter<T: IntoIterator<Item = i64>>(ids: T) -> Self {
        let mut found = Self::default();
        found.extend(ids);
        found
    }
}

impl<'t> Writer<'t> {
    pub(super) fn new(tx: &'t Tx<'t>) -> Self {
        Self { tx, open: None }
    }

    /// Keeps the text of the row with this id; the empty text where the row is no more.
    pub(super) fn put(&mut self, organization: &Organization, id: i64, text: &str) -> Result<(), StoreError> {
        let (number, place) = (id.div_euclid(RECORDS), usize::try_from(id.rem_euclid(RECORDS)).unwrap_or(0));
        let same = |block: &Block| block.number == number && block.organization == *organization;
        if !self.open.as_ref().is_some_and(same) {
            self.flush()?;
            self.open = Some(Block::read(self.tx, organization, number)?);
        }
        if let Some(held) = self.open.as_mut().and_then(|block| block.texts.get_mut(place)) {
            text.clone_into(held);
        }
        Ok(())
    }

    /// Writes what is not written yet.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        self.open.take().map_or(Ok(()), |block| block.write(self.tx))
    }
}

impl Block {
    fn read(db: &Db<'_>, organization: &Organization, number: i64) -> Result<Self, StoreError> {
        let held: Option<Vec<u8>> = db
            .prepare_cached("SELECT texts FROM pfa_search WHERE organization = ?1 AND block = ?2")?
            .query_row(params![organization.as_str(), number], |row| row.get(0))
            .optional()?;
        let held = held.unwrap_or_default();
        let texts =
            held.split(|byte| *byte == BETWEEN).map(|text| String::from_utf8_lossy(text).into_owned());
        let texts = texts.chain(std::iter::repeat_with(String::new)).take(RECORDS as usize).collect();
        Ok(Self { organization: organization.clone(), number, texts })
    }

    fn write(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let between = char::from(BETWEEN).to_string();
        let texts: Vec<String> = self.texts.iter().map(|text| text.replace(&between, "")).collect();
        tx.prepare_cached(
            "INSERT INTO pfa_search (organization, block, texts) VALUES (?1, ?2, ?3)
             ON CONFLICT (organization, block) DO UPDATE SET texts = excluded.texts",
        )?
        .execute(params![
            self.organization.as_str(),
            self.number,
            texts.join(&between).as_bytes()
        ])?;
        Ok(())
    }
}

/// Keeps one text.
pub(super) fn put(tx: &Tx<'_>, organization: &Organization, id: i64, text: &str) -> Result<(), StoreError> {
    let mut writer = Writer::new(tx);
    writer.put(organization, id, text)?;
    writer.flush()
}

/// The organization's records whose texts have every one of these parts, in lower case, anywhere in them.
pub(super) fn find(db: &Db<'_>, organization: &Organization, parts: &[String]) -> Result<Found, StoreError> {
    let finders: Vec<Finder<'_>> = parts.iter().map(|part| Finder::new(part.as_bytes())).collect();
    let in_all = |text: &[u8]| finders.iter().all(|finder| finder.find(text).is_some());
    let mut statement = db.prepare_cached(
        "SELECT block, texts FROM pfa_search WHERE organization = ?1 ORDER BY organization, block",
    )?;
    let mut blocks = statement.query([organization.as_str()])?;
    let mut found = Found::default();
    while let Some(row) = blocks.next()? {
        let texts = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if in_all(texts) {
            let first = row.get::<_, i64>(0)? * RECORDS;
            let holding = texts.split(|byte| *byte == BETWEEN).zip(first..).filter(|(text, _)| in_all(text));
            found.extend(holding.map(|(_, id)| id));
        }
    }
    Ok(found)
}

/// A record's id and all its texts, in lower case, one a line.
pub(super) fn text_of(record: &PfaRecord) -> String {
    let mut text = folded(record.id.pfa_id.as_str());
    for (_, value) in record.fields() {
        if let FieldValue::Text(value) = value {
            text.push('\n');
            text.push_str(&folded(value));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_found_are_told_in_order_and_once() {
        let found: Found = [9, 1, 8, 7, 9, 1_000].into_iter().collect();
        assert_eq!(found.ids().collect::<Vec<_>>(), [1, 7, 8, 9, 1_000]);
        assert_eq!((found.number(), found.bits().len()), (5, 126));
        assert_eq!(Found::default().ids().count(), 0);
        let of = |ids: &[i64]| ids.iter().copied().collect::<Found>();
        assert_eq!(found.with(&of(&[7, 1_000, 20]), &of(&[20])), of(&[1, 8, 9, 20]));
    }
}
