//! `parse_mode: MarkdownV2`. <https://core.telegram.org/bots/api#markdownv2-style>
//! **Every special character is markup or escaped, or the text is refused.**
use super::{Builder, link};
use crate::world::{EntityKind, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    Pre,
    PreCode,
    Link,
    Emoji,
    Quote,
}

impl Mark {
    /// The official parser's name of it.
    fn name(self) -> &'static str {
        match self {
            Mark::Bold => "Bold",
            Mark::Italic => "Italic",
            Mark::Underline => "Underline",
            Mark::Strike => "Strikethrough",
            Mark::Spoiler => "Spoiler",
            Mark::Code => "Code",
            Mark::Pre => "Pre",
            Mark::PreCode => "PreCode",
            Mark::Link => "TextUrl",
            Mark::Emoji => "CustomEmoji",
            Mark::Quote => "BlockQuote",
        }
    }
    fn is_code(self) -> bool {
        matches!(self, Mark::Code | Mark::Pre | Mark::PreCode)
    }
}

struct Open {
    mark: Mark,
    language: String,
    /// Units written before it.
    from: usize,
    /// Byte where it began.
    at: usize,
}

/// # Errors
/// What is wrong with the markup, as the official parser words it.
pub fn parse(source: &str) -> Result<Text, String> {
    let mut parser = Parser { source, at: 0, out: Builder::default(), open: Vec::new() };
    while let Some(c) = parser.rest().chars().next() {
        parser.step(c)?;
    }
    parser.end_quote(false);
    match parser.open.last() {
        Some(open) => Err(endless(open)),
        None => Ok(parser.out.done()),
    }
}

fn endless(open: &Open) -> String {
    format!("Can't find end of {} entity at byte offset {}", open.mark.name(), open.at)
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    out: Builder,
    open: Vec<Open>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }
    fn take(&mut self, c: char) {
        self.out.push(c);
        self.at += c.len_utf8();
    }
    fn begin(&mut self, mark: Mark, language: String, width: usize) {
        let (from, at) = (self.out.units, self.at);
        self.open.push(Open { mark, language, from, at });
        self.at += width;
    }
    fn reserved(&self, c: char) -> String {
        format!("Character '{c}' is reserved and must be escaped with the preceding '\\'")
    }

    fn step(&mut self, c: char) -> Result<(), String> {
        if c == '\\' {
            if let Some(next) = self.rest()[1..].chars().next().filter(|c| ('\u{1}'..='\u{7e}').contains(c)) {
                self.at += 1;
                self.take(next);
                return Ok(());
            }
            self.take(c);
            return Ok(());
        }
        let inside = self.open.last().map(|o| o.mark);
        if let Some(mark) = inside.filter(|m| m.is_code()) {
            return self.in_code(c, mark);
        }
        if self.line_begins() && (c == '>' || (self.rest().starts_with("**>") && !self.in_quote())) {
            if c == '>' && self.in_quote() {
                self.at += 1;
                return Ok(());
            }
            if !self.open.is_empty() {
                return Err(self.reserved('>'));
            }
            let width = if c == '>' { 1 } else { 3 };
            self.begin(Mark::Quote, String::new(), width);
            return Ok(());
        }
        if c == '\n' && self.in_quote() && inside == Some(Mark::Quote) && !self.rest()[1..].starts_with('>') {
            self.end_quote(false);
            self.take(c);
            return Ok(());
        }
        let rest = self.rest();
        let (mark, width) = match c {
            '_' if rest.starts_with("__") => (Mark::Underline, 2),
            '_' => (Mark::Italic, 1),
            '*' => (Mark::Bold, 1),
            '~' => (Mark::Strike, 1),
            '|' if rest.starts_with("||") => {
                let line_ends = rest[2..].is_empty() || rest[2..].starts_with('\n');
                if inside == Some(Mark::Quote) && line_ends {
                    self.at += 2;
                    self.end_quote(true);
                    return Ok(());
                }
                (Mark::Spoiler, 2)
            }
            '[' => (Mark::Link, 1),
            '!' if rest.starts_with("![") => (Mark::Emoji, 2),
            '`' if rest.starts_with("```") => return self.begin_pre(),
            '`' => (Mark::Code, 1),
            ']' if matches!(inside, Some(Mark::Link | Mark::Emoji)) => return self.end_link(),
            ']' | '(' | ')' | '>' | '#' | '+' | '-' | '=' | '|' | '{' | '}' | '.' | '!' => {
                return Err(self.reserved(c));
            }
            _ => {
                self.take(c);
                return Ok(());
            }
        };
        if inside == Some(mark) && !matches!(mark, Mark::Link | Mark::Emoji) {
            self.at += width;
            self.end();
        } else {
            self.begin(mark, String::new(), width);
        }
        Ok(())
    }

    fn line_begins(&self) -> bool {
        self.at == 0 || self.source[..self.at].ends_with('\n')
    }
    fn in_quote(&self) -> bool {
        self.open.iter().any(|o| o.mark == Mark::Quote)
    }

    fn in_code(&mut self, c: char, mark: Mark) -> Result<(), String> {
        let end = if mark == Mark::Code { "`" } else { "```" };
        if self.rest().starts_with(end) {
            self.at += end.len();
            self.end();
        } else {
            self.take(c);
        }
        Ok(())
    }

    fn begin_pre(&mut self) -> Result<(), String> {
        let after = &self.rest()[3..];
        let language: String = after.chars().take_while(|c| !c.is_whitespace() && *c != '`').collect();
        let tail = &after[language.len()..];
        if !language.is_empty() && tail.starts_with(char::is_whitespace) {
            // One line break after the language belongs to the mark.
            let width = 3 + language.len() + usize::from(tail.starts_with('\n'));
            self.begin(Mark::PreCode, language, width);
        } else {
            let width = 3 + usize::from(after.starts_with('\n'));
            self.begin(Mark::Pre, String::new(), width);
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let kind = match open.mark {
            Mark::Bold => EntityKind::Bold,
            Mark::Italic => EntityKind::Italic,
            Mark::Underline => EntityKind::Underline,
            Mark::Strike => EntityKind::Strike,
            Mark::Spoiler => EntityKind::Spoiler,
            Mark::Code => EntityKind::Code,
            Mark::Pre | Mark::PreCode => EntityKind::Pre { language: open.language },
            Mark::Link | Mark::Emoji | Mark::Quote => return,
        };
        self.out.close(open.from, kind);
    }

    fn end_quote(&mut self, expandable: bool) {
        if self.open.last().is_some_and(|o| o.mark == Mark::Quote)
            && let Some(open) = self.open.pop()
        {
            self.out.close(open.from, EntityKind::Blockquote { expandable });
        }
    }

    fn end_link(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        self.at += 1;
        let mut url = String::new();
        if self.rest().starts_with('(') {
            let begin = self.at;
            self.at += 1;
            loop {
                let mut next = self.rest().chars();
                match next.next() {
                    None => return Err(format!("Can't find end of a URL at byte offset {begin}")),
                    Some(')') => break,
                    Some('\\') if next.clone().next().is_some_and(|c| ('\u{1}'..='\u{7e}').contains(&c)) => {
                        url.extend(next.next());
                        self.at += 2;
                    }
                    Some(c) => {
                        url.push(c);
                        self.at += c.len_utf8();
                    }
                }
            }
            self.at += 1;
        } else if open.mark == Mark::Emoji {
            return Err("Custom emoji entity must contain a tg://emoji URL".into());
        } else {
            let written = Text::from(self.out.text.as_str());
            url = written.slice(open.from, self.out.units - open.from).unwrap_or_default();
        }
        if open.mark == Mark::Emoji {
            let id = url.strip_prefix("tg://emoji?id=").and_then(|id| id.parse().ok());
            let id = id.ok_or("Custom emoji entity must contain a tg://emoji URL")?;
            self.out.close(open.from, EntityKind::CustomEmoji { id });
        } else if let Some(kind) = link(&url) {
            self.out.close(open.from, kind);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind as K;

    fn spans(source: &str) -> Vec<(usize, usize, K)> {
        let text = parse(source).unwrap();
        text.entities.into_iter().map(|e| (e.offset, e.length, e.kind)).collect()
    }

    #[test]
    fn marks_nest() {
        assert_eq!(
            spans("*b _i __u__ ~s~ ||p||_*"),
            [(4, 1, K::Underline), (6, 1, K::Strike), (8, 1, K::Spoiler), (2, 7, K::Italic), (0, 9, K::Bold)]
        );
    }

    #[test]
    fn code_keeps_other_marks() {
        assert_eq!(parse("`a*b_c`").unwrap().text, "a*b_c");
        let language = "rust".to_owned();
        assert_eq!(spans("```rust\nfn```"), [(0, 2, K::Pre { language })]);
        assert_eq!(parse("```\nfn\n```").unwrap().text, "fn\n");
    }

    #[test]
    fn quotes_run_over_lines_and_may_be_expandable() {
        let quoted = parse(">a\n>b\nc").unwrap();
        assert_eq!(quoted.text, "a\nb\nc");
        assert_eq!(spans(">a\n>b\nc"), [(0, 3, K::Blockquote { expandable: false })]);
        assert_eq!(spans("**>a\n>b||"), [(0, 3, K::Blockquote { expandable: true })]);
    }

    #[test]
    fn links_and_custom_emoji() {
        let url = "https://a.b/c)".to_owned();
        assert_eq!(spans("[x](https://a.b/c\\))"), [(0, 1, K::TextLink { url })]);
        assert_eq!(spans("![👍](tg://emoji?id=7)"), [(0, 2, K::CustomEmoji { id: 7 })]);
    }

    #[test]
    fn errors_are_worded_as_by_the_official_parser() {
        let errors = [
            ("1.0", "Character '.' is reserved and must be escaped with the preceding '\\'"),
            ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
            ("🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21"),
            ("🏟 🏟`", "Can't find end of Code entity at byte offset 9"),
            ("🏟 🏟```a", "Can't find end of Pre entity at byte offset 9"),
            ("🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9"),
            ("🏟 🏟_🏟 🏟__", "Can't find end of Underline entity at byte offset 19"),
        ];
        for (source, error) in errors {
            assert_eq!(parse(source), Err(error.to_owned()), "{source}");
        }
    }
}
