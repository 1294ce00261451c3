//! What a story looked like: who did what, and what each screen showed of it.
//!
//! **A screen is written down when the story asks for it**, as what changed since it was last looked at, so the same
//! story gives the same transcript however the parts of Pult raced. Credentials are masked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use telegram_sandbox::{
    Person, Place,
    world::{MessageId, Seen},
};

#[derive(Default)]
struct Inner {
    text: String,
    screens: BTreeMap<String, BTreeMap<MessageId, String>>,
    masked: Vec<String>,
    hops: Hops,
    messages: usize,
}

/// The story so far.
pub struct Transcript {
    live: bool,
    inner: Mutex<Inner>,
}

/// A way of a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    ClientToThread,
    ThreadToClient,
    /// From the thread, until the operator sees that it was sent.
    Sent,
}

/// How long messages took on their ways, in real time.
#[derive(Clone, Default)]
pub struct Hops(BTreeMap<Way, Vec<Duration>>);

impl Transcript {
    pub fn new(live: bool) -> Transcript {
        Transcript { live, inner: Mutex::default() }
    }

    /// A heading.
    pub fn scene(&self, title: &str) {
        self.write(&format!("\n━━ {title} {}\n", "━".repeat(72usize.saturating_sub(title.chars().count()))));
    }

    /// Something a person does.
    pub fn act(&self, who: &str, what: &str) {
        let mut lines = what.lines();
        let mut text = format!("  ▸ {who}: {}\n", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(text, "      {line}");
        }
        self.write(&text);
    }

    /// What changed on a person's screen since it was last looked at here.
    pub fn look(&self, title: &str, who: &Person, place: impl Into<Place>) {
        let mut seen = who.sees(place);
        // An icon changes once a state has lasted: when that shows depends on who was faster.
        seen.retain(|seen| !(seen.service && seen.text.contains("changed the topic's icon")));
        let mut inner = self.lock();
        let known = inner.screens.remove(title).unwrap_or_default();
        let now: BTreeMap<_, _> = seen.iter().map(|seen| (seen.id, render(seen))).collect();
        let mut text = String::new();
        for (id, gone) in known.iter().filter(|(id, _)| !now.contains_key(id)) {
            let _ = id;
            push(&mut text, "✗", gone);
        }
        let of_service: BTreeSet<_> = seen.iter().filter(|seen| seen.service).map(|seen| seen.id).collect();
        // Who comes in races with who writes, so what Telegram itself says stands first.
        let (service, written): (Vec<_>, Vec<_>) = now.iter().partition(|(id, _)| of_service.contains(id));
        for (id, line) in service.into_iter().chain(written) {
            match known.get(id) {
                None => push(&mut text, " ", line),
                Some(before) if before != line => push(&mut text, "✎", line),
                Some(_) => {}
            }
        }
        inner.messages += now.keys().filter(|id| !known.contains_key(id)).count();
        inner.screens.insert(title.to_owned(), now);
        drop(inner);
        if !text.is_empty() {
            self.write(&format!("  ┌ {title}\n{text}"));
        }
    }

    /// Hides a credential wherever it would stand.
    pub fn mask(&self, secret: &str) {
        self.lock().masked.push(secret.to_owned());
    }

    /// Notes how long a message took.
    pub fn hop(&self, way: Way, took: Duration) {
        self.lock().hops.0.entry(way).or_default().push(took);
    }

    pub fn hops(&self) -> Hops {
        self.lock().hops.clone()
    }

    /// How many messages the screens have shown.
    pub fn messages(&self) -> usize {
        self.lock().messages
    }

    /// How many screens were looked at.
    pub fn screens(&self) -> usize {
        self.lock().screens.len()
    }

    pub fn text(&self) -> String {
        self.lock().text.clone()
    }

    fn write(&self, text: &str) {
        let mut inner = self.lock();
        let mut text = text.to_owned();
        for secret in &inner.masked {
            text = text.replace(secret, "••••••");
        }
        if self.live {
            print!("{text}");
        }
        inner.text.push_str(&text);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hops {
    /// Name, number, median and longest of each way.
    pub fn summary(&self) -> Vec<(Way, usize, Duration, Duration)> {
        let row = |(way, times): (&Way, &Vec<Duration>)| {
            let mut times = times.clone();
            times.sort();
            let longest = times.last().copied().unwrap_or_default();
            (*way, times.len(), times.get(times.len() / 2).copied().unwrap_or_default(), longest)
        };
        self.0.iter().map(row).collect()
    }
}

fn push(text: &mut String, mark: &str, rendered: &str) {
    for (at, line) in rendered.lines().enumerate() {
        let mark = if at == 0 { mark } else { " " };
        let _ = writeln!(text, "  │ {mark} {line}");
    }
}

/// A message as it looks on a screen.
fn render(seen: &Seen) -> String {
    let mut text = String::new();
    if seen.service {
        return format!("· {} {}", seen.name, seen.text);
    }
    let mut body = String::new();
    if let Some((_, quoted)) = &seen.reply
        && !quoted.is_empty()
    {
        let _ = writeln!(body, "↪ {}", first_line(quoted));
    }
    if let Some(kind) = seen.media {
        let _ = writeln!(body, "<{kind}>");
    }
    body.push_str(&seen.text);
    for row in &seen.buttons {
        let labels: Vec<_> = row.iter().map(|button| format!("[{}]", button.text)).collect();
        let _ = write!(body, "\n{}", labels.join(" "));
    }
    let mut lines = body.lines();
    let _ = write!(text, "{:<12} {}", format!("{}:", seen.name), lines.next().unwrap_or_default());
    // A redrawn screen is not news.
    let edited = if seen.edited && seen.buttons.is_empty() { "  (edited)" } else { "" };
    let reactions = if seen.reactions.is_empty() { String::new() } else { format!("  {}", seen.reactions.join("")) };
    let rest: Vec<_> = lines.collect();
    for line in &rest {
        let _ = write!(text, "\n{:<12} {line}", "");
    }
    let _ = write!(text, "{edited}{reactions}");
    text
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
