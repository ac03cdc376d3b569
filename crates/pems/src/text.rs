//! Text that others wrote, made fit to be shown: of one line, bounded, without control characters.

/// The text on one line, at most `max` characters, without control and direction characters.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = words.map(|word| word.replace(turns_direction, "")).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let start: String = line.chars().take(max.saturating_sub(1)).collect();
    start.trim_end().to_owned() + "…"
}

/// At most `max` bytes of JSON text, its remaining control and direction characters escaped as JSON does.
pub(crate) fn json_payload(json: &str, max: usize) -> String {
    let mut payload = String::new();
    for c in json.chars() {
        let start = payload.len();
        if c.is_control() || turns_direction(c) {
            payload.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            payload.push(c);
        }
        if payload.len() > max {
            payload.truncate(start);
            break;
        }
    }
    payload
}

/// Characters that reorder or hide what stands around them.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_and_direction_characters_are_taken_out() {
        assert_eq!(one_line("  a\u{1b}[31m\r\n b\u{202e}c\u{0}", 40), "a [31m bc");
        assert_eq!(json_payload("{\"a\":\"\u{85}\u{202e}é\"}", 40), "{\"a\":\"\\u0085\\u202eé\"}");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("ab cdefg", 6), "ab cd…");
        assert_eq!(json_payload("éé", 3), "é");
    }

    proptest! {
        #[test]
        fn no_text_grows_beyond_its_bound(text in any::<String>(), max in 1usize..50) {
            let line = one_line(&text, max);
            prop_assert!(line.chars().count() <= max, "{line:?}");
            prop_assert!(!line.chars().any(|c| c.is_control() || turns_direction(c)));
            prop_assert!(json_payload(&text, max).len() <= max);
        }
    }
}
