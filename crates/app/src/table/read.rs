//! Reads a table out of a file's bytes: what kind of file it is, its characters and what parts its cells are
//! seen from the bytes, since nobody knows them of a file at hand.

use super::Table;
use super::csv::unharmed;
use crate::AppError;
use calamine::{Data, Reader, Xlsx};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

/// The most rows that a table may have.
const ROWS_MAX: usize = 100_000;
const COLUMNS_MAX: usize = 300;
/// The most bytes that the parts of a workbook may have together, unpacked.
const UNPACKED_MAX: u64 = 256 << 20;
/// What parts cells, the most likely first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// What every file begins with that is packed as a workbook is.
const ZIP: &[u8] = b"PK\x03\x04";

/// Reads the table: of a workbook its first sheet, of text its lines.
pub(crate) fn read_table(bytes: &[u8]) -> Result<Table, AppError> {
    let rows = if bytes.starts_with(ZIP) { workbook(bytes)? } else { lines(bytes)? };
    let mut rows = rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let (_, mut columns) = rows.next().ok_or_else(|| AppError::invalid("The file has no rows."))?;
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.len() < 2 || columns.len() > COLUMNS_MAX {
        return Err(not_so_wide(columns.len()));
    }
    let rows: Vec<(u64, Vec<String>)> = rows.take(ROWS_MAX + 1).collect();
    if rows.len() > ROWS_MAX {
        return Err(too_many_rows());
    }
    Ok(Table { columns, rows })
}

type Rows = Vec<(u64, Vec<String>)>;

/// The cells of the first sheet. They are read one by one, since a sheet may hold a single cell in its last row and
/// column, and would fill the memory as a rectangle.
fn workbook(bytes: &[u8]) -> Result<Rows, AppError> {
    check_unpacked(bytes, UNPACKED_MAX)?;
    let unreadable = |e: calamine::XlsxError| AppError::invalid(format!("The workbook cannot be read: {e}."));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = workbook.sheet_names().into_iter().next();
    let name = name.ok_or_else(|| AppError::invalid("The workbook has no sheet."))?;
    let mut sheet = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(cell) = sheet.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let text = text_of(&Data::from(cell.get_value().clone()));
        if text.is_empty() {
            continue;
        }
        rows.entry(row).or_default().insert(column, text);
        if rows.len() > ROWS_MAX + 1 {
            return Err(too_many_rows());
        }
    }
    let first = rows.values().filter_map(|cells| cells.keys().next()).min().copied().unwrap_or(0);
    rows.into_iter().map(|(row, cells)| Ok((u64::from(row) + 1, side_by_side(cells, first)?))).collect()
}

/// The cells of a row from the sheet's first column on, with those between that are empty.
fn side_by_side(cells: BTreeMap<u32, String>, first: u32) -> Result<Vec<String>, AppError> {
    let mut row = Vec::new();
    for (column, text) in cells {
        let place = usize::try_from(column - first).unwrap_or(usize::MAX);
        if place >= COLUMNS_MAX {
            return Err(not_so_wide(place.saturating_add(1)));
        }
        row.resize(place, String::new());
        row.push(text);
    }
    Ok(row)
}

/// Refuses a workbook that is larger than `most` once unpacked. It is unpacked for that and thrown away: what a file
/// says of its own size need not be true.
fn check_unpacked(bytes: &[u8], most: u64) -> Result<(), AppError> {
    let unreadable =
        |e: &dyn std::fmt::Display| AppError::invalid(format!("The workbook cannot be read: {e}."));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| unreadable(&e))?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|e| unreadable(&e))?;
        left = left.checked_sub(size).ok_or_else(|| {
            let most = most >> 20;
            AppError::invalid(format!(
                "The workbook is larger than {most} MB once unpacked. Save its first sheet alone, or as CSV."
            ))
        })?;
    }
    Ok(())
}

fn too_many_rows() -> AppError {
    AppError::invalid(format!("At most {ROWS_MAX} rows can be imported at once."))
}

fn not_so_wide(columns: usize) -> AppError {
    AppError::invalid(format!(
        "A table to import has 2 to {COLUMNS_MAX} columns with their names in the first row; this one has {columns}."
    ))
}

/// A cell as a person would type it.
fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_of(*number),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(at) => match at.to_ymd_hms_milli() {
            (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
            (year, month, day, hour, minute, second, _) => {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        },
        Data::Error(error) => error.to_string(),
    }
}

/// A number without the traces of having been held in binary: cents are exact up to the largest amount.
fn number_of(number: f64) -> String {
    let cents = (number * 100.0).round();
    let close = (number * 100.0 - cents).abs() < 1e-4;
    if !close {
        number.to_string()
    } else if cents % 100.0 == 0.0 {
        format!("{:.0}", cents / 100.0)
    } else {
        format!("{:.2}", cents / 100.0)
    }
}

fn lines(bytes: &[u8]) -> Result<Rows, AppError> {
    let text = decoded(bytes);
    if text.contains('\0') {
        return Err(AppError::invalid(
            "The file is no table: neither comma-separated values nor an Excel workbook.",
        ));
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| AppError::invalid(format!("The file cannot be read: {e}.")))?;
        let line = record.position().map_or(0, |at| line_of(&text, at));
        rows.push((line, record.iter().map(|cell| unharmed(cell).trim().to_owned()).collect()));
        if rows.len() > ROWS_MAX + 1 {
            break;
        }
    }
    Ok(rows)
}

/// The line that a row begins on: empty lines before it are passed over.
fn line_of(text: &str, at: &::csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(text.len()).min(text.len());
    let passed_over = text.as_bytes()[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + passed_over.filter(|byte| **byte == b'\n').count() as u64
}

/// The text, by its byte order mark; without one it is UTF-8 if it can be, else what Windows writes.
fn decoded(bytes: &[u8]) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}

/// What parts the first line into the most cells.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let parts = |delimiter: &u8| {
        let mut quoted = false;
        first
            .bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && byte == delimiter
            })
            .count()
    };
    // Of those that part alike the most likely, which `max_by_key` would find last.
    DELIMITERS.into_iter().rev().max_by_key(parts).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = read_table(bytes).unwrap();
        std::iter::once(table.columns).chain(table.rows.into_iter().map(|(_, cells)| cells)).collect()
    }

    #[test]
    fn whatever_a_spreadsheet_saves_as_text_is_read() {
        let expected = [["id", "model"], ["A-1", "Größe, 6\" \nhigh"]];
        let comma = "id,model\r\nA-1,\"Größe, 6\"\" \nhigh\"\r\n";
        let semicolon = "id;model\nA-1;\"Größe, 6\"\" \nhigh\"\n";
        let tab = "id\tmodel\nA-1\t\"Größe, 6\"\" \nhigh\"\n";
        let utf16: Vec<u8> = format!("\u{feff}{tab}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let windows = WINDOWS_1252.encode(semicolon).0.into_owned();
        for bytes in
            [comma.as_bytes(), format!("\u{feff}{comma}").as_bytes(), semicolon.as_bytes(), &utf16, &windows]
        {
            assert_eq!(cells(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn rows_know_their_line_and_empty_ones_are_passed_over() {
        let table = read_table(b"id,model\n\nA-1,\"two\nlines\"\n,\nA-2\n").unwrap();
        let at: Vec<(u64, &str)> =
            table.rows.iter().map(|(line, cells)| (*line, cells[0].as_str())).collect();
        assert_eq!(at, [(3, "A-1"), (6, "A-2")]);
    }

    #[test]
    fn what_is_no_table_is_refused_in_a_sentence() {
        for bytes in [&b""[..], b"one column\nonly", b"\x7fELF\0\0,\0", b"PK\x03\x04nothing"] {
            assert!(matches!(read_table(bytes), Err(AppError::Invalid { .. })), "{bytes:?}");
        }
    }

    /// A workbook with these cells.
    fn sheet(cells: &[(u32, u16, &str)]) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, column, text) in cells {
            sheet.write(*row, *column, *text).unwrap();
        }
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn a_sheet_may_begin_anywhere_and_have_gaps() {
        let bytes = sheet(&[(2, 1, "id"), (2, 3, "model"), (4, 1, "A-1"), (5, 3, "M")]);
        let table = read_table(&bytes).unwrap();
        assert_eq!(table.columns, ["id", "", "model"]);
        assert_eq!(
            table.rows,
            [(5, vec!["A-1".to_owned()]), (6, vec![String::new(), String::new(), "M".to_owned()])]
        );
    }

    #[test]
    fn a_cell_in_the_last_corner_of_a_sheet_is_refused_and_takes_no_memory() {
        let bytes = sheet(&[(0, 0, "id"), (0, 1, "model"), (1_048_575, 16_383, "x")]);
        let refused = read_table(&bytes).unwrap_err();
        assert!(refused.to_string().contains("16384"), "{refused}");
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_huge_one_is_refused() {
        let text = "x".repeat(30_000);
        let cells: Vec<(u32, u16, &str)> = (0..40).map(|row| (row, 0, text.as_str())).collect();
        let bytes = sheet(&cells);
        check_unpacked(&bytes, UNPACKED_MAX).unwrap();
        let most = bytes.len() as u64;
        let refused = check_unpacked(&bytes, most).unwrap_err();
        assert!(refused.to_string().contains("once unpacked"), "{refused}");
    }

    #[test]
    fn numbers_read_as_they_were_typed() {
        for (number, text) in [
            (1234.5, "1234.50"),
            (0.1 + 0.2, "0.30"),
            (7.0, "7"),
            (9_999_999_999.99, "9999999999.99"),
            (1.005, "1.005"),
            (-3.25, "-3.25"),
        ] {
            assert_eq!(number_of(number), text);
        }
    }
}
