//! What a text is: a command of ours, one for another bot, or just words.

/// What somebody typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said<'a> {
    Command {
        /// Without the slash, as typed.
        name: &'a str,
        arguments: &'a str,
    },
    /// Addressed to another bot of the group: not our business, and nobody's message either.
    ForOtherBot,
    Words,
}

/// Longer names do not exist. <https://core.telegram.org/bots/api#botcommand>
const NAME_LIMIT: usize = 32;

/// Reads a text the way Telegram's clients mark commands: a slash, a word, perhaps the name of a bot. A path
/// (`/home/olga`) or a comment (`//`) is words.
pub fn parse<'a>(text: &'a str, username: &str) -> Said<'a> {
    let Some(rest) = text.strip_prefix('/') else { return Said::Words };
    let (word, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (name, bot) = match word.split_once('@') {
        Some((name, bot)) => (name, Some(bot)),
        None => (word, None),
    };
    let fits = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    if name.is_empty() || name.len() > NAME_LIMIT || !name.chars().all(fits) {
        return Said::Words;
    }
    match bot {
        Some(bot) if !bot.eq_ignore_ascii_case(username) => Said::ForOtherBot,
        _ => Said::Command { name, arguments: arguments.trim() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        let command = |name, arguments| Said::Command { name, arguments };
        for (text, expected) in [
            ("/start", command("start", "")),
            ("/start j_abc", command("start", "j_abc")),
            ("/start@Pult_Bot  j_abc ", command("start", "j_abc")),
            ("/bind\nnow", command("bind", "now")),
            ("/start@other_bot", Said::ForOtherBot),
            ("/home/olga", Said::Words),
            ("// a comment", Said::Words),
            ("/ hello", Said::Words),
            ("/", Said::Words),
            ("/что", Said::Words),
            ("hello /start", Said::Words),
            ("", Said::Words),
        ] {
            assert_eq!(parse(text, "pult_bot"), expected, "{text}");
        }
    }
}
