//! Standard output: the result and nothing else, as JSON or as a table for a person.

use serde_json::Value as Json;
use std::io::{self, BufWriter, Stdout, Write};

/// Where results go.
pub struct Output {
    /// Whether JSON was asked for.
    pub json: bool,
    out: BufWriter<Stdout>,
}

/// Standard output could not be written.
#[derive(Debug, thiserror::Error)]
#[error("standard output cannot be written: {0}")]
pub struct OutputError(#[from] io::Error);

/// Rows under headings, each column as wide as its widest cell.
pub struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Output {
    /// Standard output.
    pub fn new(json: bool) -> Self {
        Self { json, out: BufWriter::new(io::stdout()) }
    }

    /// One line.
    pub fn line(&mut self, text: &str) -> Result<(), OutputError> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// A piece of a line.
    pub fn piece(&mut self, text: &str) -> Result<(), OutputError> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// A whole file.
    pub fn bytes(&mut self, content: &[u8]) -> Result<(), OutputError> {
        Ok(self.out.write_all(content)?)
    }

    /// Where a file goes that is written piece by piece.
    pub fn writer(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// A JSON value, laid out to be read.
    pub fn json(&mut self, value: &Json) -> Result<(), OutputError> {
        serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from)?;
        self.line("")
    }

    /// A JSON value on a line of its own, handed over at once.
    pub fn json_line(&mut self, value: &Json) -> Result<(), OutputError> {
        self.line(&value.to_string())?;
        self.flush()
    }

    /// A table; only `nothing` where it has no rows.
    pub fn table(&mut self, table: &Table, nothing: &str) -> Result<(), OutputError> {
        if table.rows.is_empty() {
            return self.line(nothing);
        }
        let widths: Vec<usize> = (0..table.headings.len()).map(|at| table.width(at)).collect();
        self.row(table.headings.iter().copied(), &widths)?;
        table.rows.iter().try_for_each(|row| self.row(row.iter().map(String::as_str), &widths))
    }

    /// Cells side by side, each at least as wide as its width; nothing is cut.
    pub fn row<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a str>,
        widths: &[usize],
    ) -> Result<(), OutputError> {
        let padded: Vec<String> = cells.zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        self.line(padded.join("  ").trim_end())
    }

    /// Hands over what is written so far.
    pub fn flush<E: From<OutputError>>(&mut self) -> Result<(), E> {
        self.out.flush().map_err(|error| OutputError::from(error).into())
    }
}

impl OutputError {
    /// Whether whoever read the output has seen enough, as `head` has.
    pub fn reader_left(&self) -> bool {
        self.0.kind() == io::ErrorKind::BrokenPipe
    }
}

impl Table {
    /// A table without rows.
    pub fn new(headings: impl Into<Vec<&'static str>>) -> Self {
        Self { headings: headings.into(), rows: Vec::new() }
    }

    /// Adds a row; a terminal gets no control characters.
    pub fn add<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.into_iter().map(plain).collect());
    }

    fn width(&self, at: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain([self.headings[at].len()]).max().unwrap_or(0)
    }
}

/// Text on one line, without characters that a terminal would obey.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
