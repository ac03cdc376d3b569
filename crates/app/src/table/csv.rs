//! Lines of comma-separated values: RFC 4180, in UTF-8 with a byte order mark, by which Excel knows it.

use super::Cell;

/// What such a file begins with.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Adds a line.
pub(crate) fn csv_line(file: &mut String, cells: impl Iterator<Item = Cell>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            file.push(',');
        }
        match cell {
            Cell::Text(text) => file.push_str(&quoted(&harmless(text))),
            // Written by us, with nothing in it that would have to be quoted.
            Cell::Amount(plain) | Cell::Date(plain) => file.push_str(&plain),
            Cell::Flag(flag) => file.push_str(if flag { "true" } else { "false" }),
            Cell::Empty => {}
        }
    }
    file.push_str("\r\n");
}

/// What stood in a cell that a spreadsheet was kept from working out.
pub(super) fn unharmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        Some(_) | None => cell,
    }
}

/// Text that a spreadsheet would work out as a formula gets an apostrophe in front, which makes it text.
fn harmless(cell: String) -> String {
    if is_formula(&cell) { format!("'{cell}") } else { cell }
}

fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start().chars().next();
    let formula = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    formula || cell.starts_with(['\t', '\r', '\n'])
}

fn quoted(cell: &str) -> String {
    let plain = !cell.contains([',', '"', '\r', '\n']) && cell.trim() == cell;
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_a_formula_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =HYPERLINK(A1)", "\t=1", "\r=1", "＝1+1"] {
            assert_eq!(harmless(formula.to_owned()), format!("'{formula}"));
            assert_eq!(unharmed(&harmless(formula.to_owned())), formula);
        }
        for text in ["", "Crane 4", "2026-06-12", "1234.50", "a=b", "'quoted'"] {
            assert_eq!(harmless(text.to_owned()), text);
            assert_eq!(unharmed(text), text);
        }
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_its_quotes_doubled() {
        assert_eq!(quoted("plain text"), "plain text");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("6\" pipe"), "\"6\"\" pipe\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
        assert_eq!(quoted(" led by a space"), "\" led by a space\"");
    }
}
