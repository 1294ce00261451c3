//! `parse_mode: HTML`. <https://core.telegram.org/bots/api#html-style>
//! **Tags nest properly or the text is refused; offsets in errors are bytes of what was sent.**
use super::{Builder, link};
use crate::world::{EntityKind, Text};

struct Open {
    tag: String,
    /// Units written before it.
    from: usize,
    /// `href`, `class`, `emoji-id`, or whether `expandable` was there.
    argument: String,
}

/// # Errors
/// What is wrong with the markup, as the official parser words it.
pub fn parse(source: &str) -> Result<Text, String> {
    let mut out = Builder::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        match c {
            '&' => {
                let (decoded, length) = reference(&source[at..]).unwrap_or((c, 1));
                out.push(decoded);
                at += length;
            }
            '<' if source[at + 1..].starts_with('/') => at = close(source, at, &mut open, &mut out)?,
            '<' => at = start(source, at, &mut open, out.units)?,
            _ => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    match open.last() {
        Some(tag) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", tag.tag)),
        None => Ok(out.done()),
    }
}

fn start(source: &str, begin: usize, open: &mut Vec<Open>, from: usize) -> Result<usize, String> {
    let unclosed = || format!("Unclosed start tag at byte offset {begin}");
    let is_name = |c: char| !c.is_whitespace() && c != '>' && c != '/';
    let mut at = begin + 1;
    let tag: String = source[at..].chars().take_while(|c| is_name(*c)).collect();
    at += tag.len();
    let tag = tag.to_lowercase();
    const KNOWN: [&str; 16] = [
        "a",
        "b",
        "strong",
        "i",
        "em",
        "s",
        "strike",
        "del",
        "u",
        "ins",
        "tg-spoiler",
        "tg-emoji",
        "span",
        "pre",
        "code",
        "blockquote",
    ];
    if at >= source.len() {
        return Err(unclosed());
    }
    if !KNOWN.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut argument = String::new();
    loop {
        at += source[at..].len() - source[at..].trim_start().len();
        let rest = &source[at..];
        let Some(c) = rest.chars().next() else {
            return Err(unclosed());
        };
        if c == '>' {
            break;
        }
        if c == '/' {
            at += 1;
            continue;
        }
        let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !"=>/\"'".contains(*c)).collect();
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        at += name.len();
        let name = name.to_lowercase();
        at += source[at..].len() - source[at..].trim_start().len();
        let value = if source[at..].starts_with('=') {
            at += 1;
            at += source[at..].len() - source[at..].trim_start().len();
            let (value, length) =
                value(&source[at..]).ok_or_else(|| format!("Unclosed start tag \"{tag}\" at byte offset {begin}"))?;
            at += length;
            value
        } else {
            String::new()
        };
        match (tag.as_str(), name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") => argument = value,
            ("code", "class") if value.starts_with("language-") => argument = value[9..].into(),
            ("span", "class") if value.starts_with("tg-") => argument = value[3..].into(),
            ("blockquote", "expandable") => argument = "1".into(),
            _ => {}
        }
    }
    if tag == "span" && argument != "spoiler" {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    open.push(Open { tag, from, argument });
    Ok(at + 1)
}

/// An attribute's value and how many bytes it took.
fn value(source: &str) -> Option<(String, usize)> {
    let quote = source.chars().next()?;
    let (body, length) = if quote == '"' || quote == '\'' {
        let end = source[1..].find(quote)?;
        (&source[1..=end], end + 2)
    } else {
        let end = source.find(|c: char| c.is_whitespace() || c == '>')?;
        (&source[..end], end)
    };
    let mut decoded = String::new();
    let mut at = 0;
    while let Some(c) = body[at..].chars().next() {
        let (c, length) = match c {
            '&' => reference(&body[at..]).unwrap_or((c, 1)),
            _ => (c, c.len_utf8()),
        };
        decoded.push(c);
        at += length;
    }
    Some((decoded, length))
}

fn close(source: &str, begin: usize, open: &mut Vec<Open>, out: &mut Builder) -> Result<usize, String> {
    let Some(top) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    let at = begin + 2;
    let name: String = source[at..].chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
    let after = source[at + name.len()..].trim_start();
    if !after.starts_with('>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    let name = name.to_lowercase();
    if !name.is_empty() && name != top.tag {
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
            top.tag
        ));
    }
    mark(top, out, open);
    Ok(source.len() - after.len() + 1)
}

fn mark(tag: Open, out: &mut Builder, open: &[Open]) {
    use EntityKind as K;
    let from = tag.from;
    let kind = match tag.tag.as_str() {
        "b" | "strong" => K::Bold,
        "i" | "em" => K::Italic,
        "s" | "strike" | "del" => K::Strike,
        "u" | "ins" => K::Underline,
        "span" | "tg-spoiler" => K::Spoiler,
        "tg-emoji" => match tag.argument.parse() {
            Ok(id) => K::CustomEmoji { id },
            Err(_) => return,
        },
        "a" => {
            let written = crate::world::Text::from(out.text.as_str());
            let shown = written.slice(from, out.units - from).unwrap_or_default();
            let url = if tag.argument.is_empty() { shown } else { tag.argument };
            match link(&url) {
                Some(kind) => kind,
                None => return,
            }
        }
        "blockquote" => K::Blockquote { expandable: !tag.argument.is_empty() },
        "pre" => {
            // A whole `code` with a class inside gives the language.
            let inner = out.entities.last_mut().filter(|e| {
                e.offset == from
                    && e.length == out.units - from
                    && matches!(&e.kind, K::Pre { language } if !language.is_empty())
            });
            if inner.is_some() {
                return;
            }
            K::Pre { language: String::new() }
        }
        "code" if !tag.argument.is_empty() && open.last().is_some_and(|o| o.tag == "pre" && o.from == from) => {
            K::Pre { language: tag.argument }
        }
        "code" => K::Code,
        _ => return,
    };
    out.close(from, kind);
}

/// A character reference and its length in bytes: the four named ones and numeric ones, as documented.
fn reference(source: &str) -> Option<(char, usize)> {
    let body = &source[1..];
    let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
    let name = &body[..end];
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    let semicolon = usize::from(body[end..].starts_with(';'));
    Some((c, 1 + end + semicolon))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(source: &str) -> Vec<(usize, usize, EntityKind)> {
        let text = parse(source).unwrap();
        text.entities.into_iter().map(|e| (e.offset, e.length, e.kind)).collect()
    }

    #[test]
    fn nested_tags_become_nested_entities() {
        assert_eq!(parse("<b>👍 <i>x</i></b> &lt;&amp;&#33;").unwrap().text, "👍 x <&!");
        assert_eq!(spans("<b>👍 <i>x</i></b>"), [(3, 1, EntityKind::Italic), (0, 4, EntityKind::Bold)]);
    }

    #[test]
    fn code_in_pre_gives_the_language() {
        let language = "rust".to_owned();
        assert_eq!(spans("<pre><code class=\"language-rust\">fn</code></pre>"), [(0, 2, EntityKind::Pre { language })]);
    }

    #[test]
    fn links_mentions_and_quotes() {
        assert_eq!(
            spans("<a href=\"tg://user?id=5\">I</a><blockquote expandable>q</blockquote>"),
            [
                (0, 1, EntityKind::TextMention { user: crate::world::UserId(5) }),
                (1, 1, EntityKind::Blockquote { expandable: true }),
            ]
        );
    }

    #[test]
    fn errors_are_worded_as_by_the_official_parser() {
        let errors = [
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
            ("<h1>x</h1>", "Unsupported start tag \"h1\" at byte offset 0"),
            ("1 < 2", "Unsupported start tag \"\" at byte offset 2"),
            ("<b", "Unclosed start tag at byte offset 0"),
        ];
        for (source, error) in errors {
            assert_eq!(parse(source), Err(error.to_owned()), "{source}");
        }
    }
}
