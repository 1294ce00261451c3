//! `parse_mode: Markdown`, the old one: no nesting. <https://core.telegram.org/bots/api#markdown-style>
use super::{Builder, link};
use crate::world::{EntityKind, Text};

/// # Errors
/// The byte offset of an entity that does not end.
pub fn parse(source: &str) -> Result<Text, String> {
    let mut out = Builder::default();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let at = source.len() - rest.len();
        let endless = || format!("Can't find end of the entity starting at byte offset {at}");
        let mut quoted = rest.chars().skip(1);
        if c == '\\' && quoted.next().is_some_and(|c| "_*`[".contains(c)) {
            out.push(char::from(rest.as_bytes()[1]));
            rest = &rest[2..];
            continue;
        }
        let mark = match c {
            '`' if rest.starts_with("```") => "```",
            '`' => "`",
            '*' => "*",
            '_' => "_",
            '[' => "]",
            _ => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        let begin = if c == '[' { 1 } else { mark.len() };
        let end = rest[begin..].find(mark).ok_or_else(endless)?;
        let mut body = &rest[begin..begin + end];
        rest = &rest[begin + end + mark.len()..];
        let kind = match mark {
            "*" => Some(EntityKind::Bold),
            "_" => Some(EntityKind::Italic),
            "`" => Some(EntityKind::Code),
            "```" => {
                let mut language = String::new();
                if let Some((first, code)) = body.split_once('\n')
                    && !first.is_empty()
                    && !first.contains(char::is_whitespace)
                {
                    (language, body) = (first.to_owned(), code);
                }
                Some(EntityKind::Pre { language })
            }
            _ => match rest.strip_prefix('(') {
                Some(inside) => {
                    let end = inside.find(')').unwrap_or(inside.len());
                    let url = &inside[..end];
                    rest = inside.get(end + 1..).unwrap_or_default();
                    link(url)
                }
                None => link(body),
            },
        };
        let from = out.units;
        body.chars().for_each(|c| out.push(c));
        if let Some(kind) = kind {
            out.close(from, kind);
        }
    }
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_nest_and_must_end() {
        let text = parse("*b* _i_ `c` [x](http://y.z/) \\*").unwrap();
        assert_eq!(text.text, "b i c x *");
        assert_eq!(text.entities.len(), 4);
        assert_eq!(parse("ab *c").unwrap_err(), "Can't find end of the entity starting at byte offset 3");
    }
}
