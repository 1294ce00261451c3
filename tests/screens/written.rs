//! A screen as text, for snapshots.

use pult::domain::{EntityKind, RichText};
use pult::screens::{Button, Screen, Tap};

/// The screen as a person sees it: picture, text with its formatting as tags, rows of buttons.
pub fn written(screen: &Screen) -> String {
    let mut lines = Vec::new();
    if let Some(picture) = &screen.picture {
        assert!(picture.png.starts_with(b"\x89PNG"));
        lines.push("(picture)".to_owned());
    }
    if screen.protect {
        lines.push("(cannot be forwarded)".to_owned());
    }
    lines.push(tagged(&screen.text));
    lines.extend(screen.buttons.iter().map(|row| row.iter().map(button).collect::<Vec<_>>().join(" ")));
    lines.join("\n")
}

fn button(button: &Button) -> String {
    match &button.tap {
        Tap::Press(press) => format!("[{} → {press:?}]", button.label),
        Tap::Link(address) => format!("[{} ↗ {address}]", button.label),
    }
}

fn tagged(text: &RichText) -> String {
    let units: Vec<u16> = text.text.encode_utf16().collect();
    let mut marks: Vec<(usize, usize, String)> = Vec::new();
    for (number, entity) in text.entities.iter().enumerate() {
        let tag = match &entity.kind {
            EntityKind::Bold => "b",
            EntityKind::Italic => "i",
            EntityKind::Code => "code",
            EntityKind::Strikethrough => "s",
            other => panic!("screens do not use {other:?}"),
        };
        // At one place what closes comes before what opens, the inner before the outer.
        marks.push((entity.offset, 1000 + number, format!("<{tag}>")));
        marks.push((entity.offset + entity.length, 999 - number, format!("</{tag}>")));
    }
    marks.sort();
    let (mut written, mut from) = (String::new(), 0);
    for (at, _, tag) in marks {
        written += &String::from_utf16(&units[from..at]).expect("formatting splits a character");
        written += &tag;
        from = at;
    }
    written + &String::from_utf16(&units[from..]).expect("formatting splits a character")
}
