//! A file of settings: one JSON object. What is wrong with it is told with the line.

use super::{Entry, Fault, Place, Written};
use serde_json::{Map, Value as Json};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// More than any set of settings comes to.
const BYTES_MAX: u64 = 1 << 20;

/// What the file says; none where there is no such file.
pub(super) fn read(path: &Path) -> Option<Place> {
    let entries = match text_of(path) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => Err(Fault { line: None, message: format!("it cannot be read: {error}") }),
    };
    Some(Place { source: Some(path.display().to_string()), entries })
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?.take(BYTES_MAX + 1).read_to_string(&mut text)?;
    if text.len() as u64 > BYTES_MAX {
        return Err(io::Error::other("it is larger than a file of settings can be"));
    }
    Ok(text)
}

fn parse(text: &str) -> Result<Vec<Entry>, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let members: Map<String, Json> = serde_json::from_str(text).map_err(|error| Fault {
        line: u32::try_from(error.line()).ok(),
        message: format!("it is no JSON object of settings: {error}"),
    })?;
    let entry = |(name, line): (String, u32)| {
        let value = members.get(&name).cloned().unwrap_or_default();
        Entry { name, line: Some(line), written: Written::Json(value) }
    };
    Ok(names(text).into_iter().map(entry).collect())
}

/// The names of an object that is known to be JSON, in order and with their lines: the parser keeps neither, and of
/// two alike only the last.
fn names(text: &str) -> Vec<(String, u32)> {
    let bytes = text.as_bytes();
    let (mut at, mut line, mut depth, mut expected) = (0, 1, 0_u32, false);
    let mut names = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' => line += 1,
            b'{' | b'[' => {
                depth += 1;
                expected = depth == 1;
            }
            b'}' | b']' => depth -= 1,
            b',' => expected = depth == 1,
            b'"' => {
                let end = end_of_string(bytes, at);
                if expected {
                    names.push((serde_json::from_str(&text[at..end]).unwrap_or_default(), line));
                    expected = false;
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// The index behind the closing quotation mark of the string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_found_with_their_lines_whatever_the_values_hold() {
        let text = "{\n \"a\": \"x, \\\"b\\\": {\",\n\n \"c\": {\"d\": [1, {\"e\": 2}]}, \"f\\u0031\": [\"g\", \"h\"],\n\"a\": 1 }";
        assert!(serde_json::from_str::<Json>(text).is_ok());
        let found: Vec<(String, u32)> = names(text);
        let wanted = [("a", 2), ("c", 4), ("f1", 4), ("a", 5)];
        assert_eq!(found, wanted.map(|(name, line)| (name.to_owned(), line)));
    }

    #[test]
    fn a_file_that_is_no_object_is_told_with_its_line() {
        for (text, line) in
            [("{\n\"a\": 1,\n}", Some(3)), ("[1]", Some(1)), ("", Some(1)), ("{\n\"a\" 1}", Some(2))]
        {
            let fault = parse(text).unwrap_err();
            assert_eq!(fault.line, line, "{text:?}: {}", fault.message);
        }
        assert!(parse("{}").unwrap().is_empty());
        assert_eq!(parse("\u{feff}{\"a\": 1}").unwrap().len(), 1);
    }
}
