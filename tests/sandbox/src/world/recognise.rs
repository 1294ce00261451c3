//! What the server finds in plain text by itself: links, mentions, tags, commands, addresses, numbers.
//! **Only whole words are recognised, and nothing inside code, links or other found things.**
//! <https://core.telegram.org/api/entities>, <https://core.telegram.org/bots/api#messageentity>
use super::text::{Entity, EntityKind};

/// Endings of hosts that are links without a scheme: common generic ones and those of countries.
const GENERIC: &str = " com org net info biz edu gov mil int name pro mobi app dev shop store online site xyz club blog \
     tech cloud agency email link live news page space team wiki world zone moscow рф ";
const COUNTRIES: &str = " ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs \
     bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi \
     fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir \
     is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm \
     mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps \
     pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk \
     tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ";

/// What lies in `text` besides the entities already there.
pub(super) fn found(text: &str, taken: &[Entity]) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let begun = piece.trim_start_matches(|c: char| "([{<\"'«“„".contains(c));
        let offset = at + units(&piece[..piece.len() - begun.len()]);
        at += units(piece);
        let word = begun.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)]}>\"'»”…".contains(c));
        let length = units(word);
        let free =
            !taken.iter().any(|e| e.offset < offset + length && offset < e.offset + e.length && e.kind.is_solid());
        if free && let Some(kind) = kind(word) {
            found.push(Entity { offset, length, kind });
        }
    }
    found
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

impl EntityKind {
    /// Inside such an entity nothing else is recognised.
    fn is_solid(&self) -> bool {
        use EntityKind as K;
        !matches!(
            self,
            K::Bold | K::Italic | K::Underline | K::Strike | K::Spoiler | K::Blockquote { .. } | K::CustomEmoji { .. }
        )
    }
}

fn kind(word: &str) -> Option<EntityKind> {
    let is_name = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut letters = word.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    match first {
        '/' => {
            let (command, bot) = rest.split_once('@').unwrap_or((rest, "bot"));
            let sound = is_name(command) && command.len() <= 64 && is_name(bot);
            sound.then_some(EntityKind::BotCommand)
        }
        '@' => (is_name(rest) && (4..=32).contains(&rest.len())).then_some(EntityKind::Mention),
        '#' => {
            let sound = !rest.is_empty()
                && rest.chars().all(|c| c.is_alphanumeric() || c == '_')
                && rest.chars().any(|c| !c.is_numeric());
            sound.then_some(EntityKind::Hashtag)
        }
        '$' => {
            let sound = (1..=8).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_uppercase());
            sound.then_some(EntityKind::Cashtag)
        }
        '+' => is_phone(rest).then_some(EntityKind::Phone),
        _ if is_email(word) => Some(EntityKind::Email),
        _ => is_link(word).then_some(EntityKind::Url),
    }
}

/// 7–15 digits, perhaps grouped by hyphens and brackets.
fn is_phone(rest: &str) -> bool {
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    let only = rest.chars().all(|c| c.is_ascii_digit() || "-()".contains(c));
    only && (7..=15).contains(&digits) && rest.starts_with(|c: char| c.is_ascii_digit())
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        let sound = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
        !user.is_empty() && user.chars().all(sound) && is_host(host)
    })
}

fn is_link(word: &str) -> bool {
    match word.split_once("://") {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => host_of(rest).contains('.') || host_of(rest) == "localhost",
            "tg" | "ton" => !rest.is_empty(),
            _ => false,
        },
        None => is_host(host_of(word)),
    }
}

fn host_of(address: &str) -> &str {
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A host name with an ending that exists.
fn is_host(host: &str) -> bool {
    let Some((labels, ending)) = host.rsplit_once('.') else {
        return false;
    };
    let sound = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let ending = format!(" {} ", ending.to_lowercase());
    labels.split('.').all(sound) && (GENERIC.contains(&ending) || COUNTRIES.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind as K;

    fn kinds(text: &str) -> Vec<K> {
        found(text, &[]).into_iter().map(|e| e.kind).collect()
    }

    #[test]
    fn each_kind_is_found() {
        assert_eq!(
            kinds("/pay @anna_b #tag $USD a.b@mail.example.com +371-2000-1234 (t.me/x), пример.рф https://a.b:80/c?d"),
            [K::BotCommand, K::Mention, K::Hashtag, K::Cashtag, K::Email, K::Phone, K::Url, K::Url, K::Url]
        );
    }

    #[test]
    fn spans_leave_brackets_and_full_stops_out() {
        let text = "👍 (see t.me/x).";
        let one = &found(text, &[])[0];
        assert_eq!((one.offset, one.length), (8, 6));
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        assert_eq!(kinds("1.5 e.g. a/b #123 $usd +5000 +5 @abc me@home x.js ..."), []);
    }
}
