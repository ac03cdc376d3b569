//! Writes a table, row by row.

use super::{BYTE_ORDER_MARK, Cell, TableFormat, csv_line};
use crate::AppError;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// Rows that a sheet of Excel has room for, the headings' among them.
const SHEET_ROWS: u32 = 1_048_576;

/// A table under way.
pub(crate) enum Sheet {
    /// Comma-separated values.
    Csv(String),
    /// An Excel workbook.
    Xlsx(Box<Xlsx>),
}

/// A workbook under way.
pub(crate) struct Xlsx {
    workbook: Workbook,
    amount: Format,
    date: Format,
    row: u32,
}

impl Sheet {
    /// Begins a table with its headings.
    pub fn new(format: TableFormat, name: &str, headings: &[String]) -> Result<Self, AppError> {
        let mut sheet = match format {
            TableFormat::Csv => Self::Csv(String::from(BYTE_ORDER_MARK)),
            TableFormat::Xlsx => {
                let mut workbook = Workbook::new();
                let frozen = |workbook: &mut Workbook| -> Result<(), XlsxError> {
                    workbook.add_worksheet().set_name(name)?.set_freeze_panes(1, 1)?;
                    Ok(())
                };
                frozen(&mut workbook).map_err(unwritable)?;
                let amount = Format::new().set_num_format("#,##0.00");
                let date = Format::new().set_num_format("yyyy-mm-dd");
                Self::Xlsx(Box::new(Xlsx { workbook, amount, date, row: 0 }))
            }
        };
        sheet.add(headings.iter().cloned().map(Cell::Text))?;
        Ok(sheet)
    }

    /// Adds a row.
    pub fn add(&mut self, cells: impl Iterator<Item = Cell>) -> Result<(), AppError> {
        match self {
            Self::Csv(file) => {
                csv_line(file, cells);
                Ok(())
            }
            Self::Xlsx(xlsx) => xlsx.add(cells),
        }
    }

    /// The file's bytes.
    pub fn content(self) -> Result<Vec<u8>, AppError> {
        match self {
            Self::Csv(file) => Ok(file.into_bytes()),
            Self::Xlsx(mut xlsx) => xlsx.workbook.save_to_buffer().map_err(unwritable),
        }
    }
}

impl Xlsx {
    fn add(&mut self, cells: impl Iterator<Item = Cell>) -> Result<(), AppError> {
        if self.row >= SHEET_ROWS {
            return Err(AppError::invalid("A sheet of Excel has no room for so many rows."));
        }
        self.write(cells).map_err(unwritable)?;
        self.row += 1;
        Ok(())
    }

    fn write(&mut self, cells: impl Iterator<Item = Cell>) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(self.row, column, text)?,
                // Excel holds an amount in binary, close enough that both decimals are those that were written.
                Cell::Amount(text) => match text.parse::<f64>() {
                    Ok(number) => sheet.write_number_with_format(self.row, column, number, &self.amount)?,
                    Err(_) => sheet.write_string(self.row, column, text)?,
                },
                Cell::Date(text) => {
                    let date = ExcelDateTime::parse_from_str(&text)?;
                    sheet.write_datetime_with_format(self.row, column, &date, &self.date)?
                }
                Cell::Flag(flag) => sheet.write_boolean(self.row, column, flag)?,
                Cell::Empty => sheet,
            };
        }
        Ok(())
    }
}

fn unwritable(error: XlsxError) -> AppError {
    AppError::invalid(format!("The workbook cannot be written: {error}."))
}
