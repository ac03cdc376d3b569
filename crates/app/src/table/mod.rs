//! Tables in files: comma-separated values and Excel workbooks, read and written.

mod csv;
mod read;
mod write;

pub(crate) use csv::{BYTE_ORDER_MARK, csv_line};
pub(crate) use read::read_table;
pub(crate) use write::Sheet;

use serde::Deserialize;
use ts_rs::TS;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text, whatever it looks like.
    Text(String),
    /// An amount with both decimals.
    Amount(String),
    /// A date, YYYY-MM-DD.
    Date(String),
    /// True or false.
    Flag(bool),
    /// Nothing.
    Empty,
}

/// A table that was read: cells as text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// The first row.
    pub columns: Vec<String>,
    /// The others, each with its line in the file; rows of empty cells are not there.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl TableFormat {
    /// How a file of this kind ends.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Xlsx => "xlsx",
        }
    }
}
