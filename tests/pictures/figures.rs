//! Figures of agencies that do not exist.

use pult::picture::{Card, CardKind, Change, Column, Dashboard, Head, Messages, Part, Ring, Row, Team, Trend, Way};

pub fn change(text: &str) -> Option<Change> {
    let way = match text.chars().next() {
        Some('+') => Way::Up,
        Some('−') => Way::Down,
        _ => Way::Level,
    };
    Some(Change { text: text.into(), way })
}

/// With spaces as numbers have them.
pub fn number(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

pub fn card(kind: CardKind, value: &str, label: &str, changed: &str) -> Card {
    let change = if changed.is_empty() { None } else { change(changed) };
    Card { kind, value: number(value), label: label.into(), change }
}

pub fn head(title: &str, subtitle: &str, period: &str) -> Head {
    Head { title: title.into(), subtitle: subtitle.into(), initial: "O".into(), period: period.into() }
}

fn row(name: &str, size: f64, value: &str, changed: &str) -> Row {
    let initial = name.chars().next().unwrap_or('?').to_string();
    Row { name: name.into(), initial, size, value: number(value), change: change(changed) }
}

fn part(name: &str, size: u32) -> Part {
    Part { name: name.into(), size: f64::from(size), value: size.to_string(), share: String::new() }
}

/// A month of an agency that does well.
pub fn busy() -> Dashboard {
    let bars: Vec<f64> =
        (0..30).map(|day| [82.0, 95.0, 118.0, 101.0, 74.0, 38.0, 30.0][day % 7] * (1.0 + day as f64 / 150.0)).collect();
    let line: Vec<f64> = (0..30).map(|day| [75.0, 81.0, 98.0, 103.0, 77.0, 42.0, 34.0][day % 7]).collect();
    let columns = [(112, 98), (121, 98), (107, 95), (127, 105), (119, 97), (78, 61), (130, 91)];
    let days = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
    Dashboard {
        head: head("Сводка дня", "воскресенье, 22 ноября · Orbita", "30 дней"),
        cards: vec![
            card(CardKind::Revenue, "128 450 ₽", "Доход сегодня", "+12,4 %"),
            card(CardKind::Month, "2 718 450 ₽", "Доход за месяц", "+8,1 %"),
            card(CardKind::NewContacts, "47", "Новые сегодня", "−6,0 %"),
            card(CardKind::Incoming, "1 846", "Входящие", "+15,2 %"),
            card(CardKind::Outgoing, "1 302", "Исходящие", "−3,8 %"),
            card(CardKind::Contacts, "12 384", "Контакты", "+0,4 %"),
        ],
        trend: Trend {
            title: "Доход".into(),
            before: Some("прошлый период".into()),
            total: number("2 718 450 ₽"),
            change: change("+8,1 %"),
            bars,
            line,
            labels: vec![
                (1, "25 окт".into()),
                (8, "1 ноя".into()),
                (15, "8 ноя".into()),
                (22, "15 ноя".into()),
                (29, "сегодня".into()),
            ],
            ticks: ["0", "75 тыс", "150 тыс"].map(number).into(),
            open_end: true,
            empty: None,
        },
        messages: Messages {
            title: "Сообщения".into(),
            legend: ["вход.".into(), "исход.".into()],
            columns: columns
                .iter()
                .zip(days)
                .enumerate()
                .map(|(index, ((received, sent), day))| Column {
                    label: day.into(),
                    values: [f64::from(*received), f64::from(*sent)],
                    now: index == 6,
                })
                .collect(),
            empty: None,
        },
        dialogs: Ring {
            total: "955".into(),
            caption: "диалогов".into(),
            parts: vec![part("Люди", 742), part("Группы", 149), part("Каналы", 64)],
            note: Some("172 непроч.".into()),
        },
        team: Team {
            title: "Сотрудники".into(),
            note: "доход за 30 дней".into(),
            rows: vec![
                row("Анна Ковальчук", 842_300.0, "842 300 ₽", "+18,0 %"),
                row("Дмитрий Соколов 🚀", 701_150.0, "701 150 ₽", "+7,5 %"),
                row("Olga Petrova", 559_800.0, "559 800 ₽", "−4,2 %"),
                row("Екатерина Белозерская-Константинова", 348_900.0, "348 900 ₽", "+2,1 %"),
                row("Їжакевич Maksim 🦊🔥", 206_300.0, "206 300 ₽", "−11,0 %"),
            ],
            empty: None,
        },
    }
}

/// Nothing has happened yet.
pub fn empty() -> Dashboard {
    Dashboard {
        head: Head { initial: "A".into(), ..head("Dashboard", "Sunday, 22 November · Agency", "7 days") },
        cards: vec![
            card(CardKind::Revenue, "$0", "Revenue today", ""),
            card(CardKind::Month, "$0", "This month", ""),
            card(CardKind::NewContacts, "0", "New today", ""),
            card(CardKind::Incoming, "0", "Incoming", ""),
            card(CardKind::Outgoing, "0", "Outgoing", ""),
            card(CardKind::Contacts, "0", "Contacts", ""),
        ],
        trend: Trend {
            title: "Revenue".into(),
            before: None,
            total: "$0".into(),
            change: None,
            bars: vec![0.0; 7],
            line: vec![],
            labels: vec![],
            ticks: vec![],
            open_end: true,
            empty: Some("No payments yet: /pay 50 consultation in a thread".into()),
        },
        messages: Messages {
            title: "Messages".into(),
            legend: ["in".into(), "out".into()],
            columns: vec![],
            empty: Some("No messages yet".into()),
        },
        dialogs: Ring {
            total: "0".into(),
            caption: "dialogs".into(),
            parts: vec![part("People", 0), part("Groups", 0), part("Channels", 0)],
            note: None,
        },
        team: Team {
            title: "Team".into(),
            note: "messages, 7 days".into(),
            rows: vec![],
            empty: Some("Nobody has answered yet".into()),
        },
    }
}

/// What goes wrong first: negative days, huge sums, one bar, names that are too long or strange.
pub fn odd() -> Dashboard {
    let mut odd = busy();
    odd.head.title = "Das Dashboard eines Unternehmens mit einem langen Namen".into();
    odd.head.subtitle = "Donnerstag, 26 November 2026 · <b>&\"'</b> \u{202e}evil".into();
    odd.cards[0] = card(CardKind::Revenue, "−1 234 567 890,55 ₽", "Доход сегодня, включая все возвраты", "−1 250,0 %");
    odd.cards[1].value = "128 450 000 000 ₽".into();
    odd.cards[2].change = change("0 %");
    odd.trend.title = "Доход за очень длинный период с очень длинным названием".into();
    odd.trend.bars = vec![12_000.0, -8_000.0, 0.0, 30_000.0, -45_000.0, 3_000.0];
    odd.trend.line = vec![10_000.0, 5_000.0, -20_000.0, 0.0, 25_000.0, 30_000.0];
    odd.trend.labels = vec![(0, "понедельник, 16 ноября".into()), (5, "сегодня".into())];
    odd.trend.ticks = ["−80 тыс", "−40 тыс", "0", "40 тыс"].map(number).into();
    odd.messages.columns = vec![Column { label: "сегодня".into(), values: [1.0, 0.0], now: true }];
    odd.dialogs.parts = vec![part("Пользователи", 1), part("Группы", 0), part("Каналы", 0)];
    odd.dialogs.total = number("1 234 567");
    odd.team.rows = vec![row("👨‍💻 李小龍 محمد", 0.0, "0 ₽", "0 %"), row("𝓐𝓷𝓷𝓪 ẑ͈̓a̷l̴g̸o̵", 1.0, "1 ₽", "+100 %")];
    odd
}
