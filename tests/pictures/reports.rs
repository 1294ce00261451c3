//! What the other pictures show of agencies that do not exist.

use super::figures::{self, card, change, head, number};
use pult::picture::{
    Answers, CardKind, Change, Column, Compared, Head, Held, Measured, MemberActivity, Messages, Part, Ring, Series,
    Structure, TeamActivity, Time, Trend, Trends, Way,
};

fn series(title: &str, note: &str, values: Vec<f64>, labels: &[(usize, &str)]) -> Series {
    let most = values.iter().copied().fold(0.0, f64::max);
    Series {
        title: title.into(),
        note: number(note),
        labels: labels.iter().map(|(at, label)| (*at, (*label).to_owned())).collect(),
        peak: values.iter().position(|value| *value > 0.0 && *value == most),
        empty: None,
        values,
    }
}

fn nothing(title: &str, why: &str) -> Series {
    Series { empty: Some(why.into()), ..series(title, "", vec![0.0; 7], &[]) }
}

const WEEKDAYS: [(usize, &str); 7] = [(0, "пн"), (1, "вт"), (2, "ср"), (3, "чт"), (4, "пт"), (5, "сб"), (6, "вс")];
const HOURS: [(usize, &str); 4] = [(0, "00:00"), (6, "06:00"), (12, "12:00"), (18, "18:00")];

/// An hour's share of a day of an agency that opens at nine.
fn day(hour: usize) -> f64 {
    [9.0, 14.0, 22.0, 30.0, 28.0, 24.0, 27.0, 25.0, 21.0, 18.0, 12.0, 7.0]
        .get(hour.wrapping_sub(9))
        .copied()
        .unwrap_or(if hour == 8 || hour == 21 { 3.0 } else { 0.0 })
}

/// As many pairs of bars as asked for, every so many named.
fn messages(title: &str, legend: [&str; 2], many: usize, named: &[(usize, &str)]) -> Messages {
    let columns = (0..many).map(|at| {
        let week = [1.0, 1.08, 0.96, 1.13, 1.06, 0.7, 0.62][at % 7] * (1.0 + at as f64 / 90.0);
        Column {
            label: named.iter().find(|(of, _)| *of == at).map_or(String::new(), |(_, label)| (*label).to_owned()),
            values: [(118.0 * week).round(), (97.0 * week * if at % 3 == 0 { 0.9 } else { 1.0 }).round()],
            now: at + 1 == many,
        }
    });
    Messages { title: title.into(), legend: legend.map(str::to_owned), columns: columns.collect(), empty: None }
}

/// Thirty days in Russian.
pub fn trends() -> Trends {
    let trend = figures::busy().trend;
    Trends {
        head: head("Динамика", "24 октября – 22 ноября · все аккаунты", "30 дней"),
        cards: vec![
            card(CardKind::Revenue, "2 718 450 ₽", "Доход", "+8,1 %"),
            card(CardKind::Incoming, "3 412", "Входящие", "+15,2 %"),
            card(CardKind::Outgoing, "2 871", "Исходящие", "−3,8 %"),
        ],
        trend,
        messages: messages(
            "Сообщения",
            ["вход.", "исход."],
            30,
            &[(1, "25 окт"), (8, "1 ноя"), (15, "8 ноя"), (22, "15 ноя"), (29, "22 ноя")],
        ),
        weekdays: [
            series("Доход по дням", "ср · 472 тыс", vec![362.0, 401.0, 472.0, 418.0, 344.0, 171.0, 139.0], &WEEKDAYS),
            series(
                "Сообщения по дням",
                "чт · 1 020",
                vec![912.0, 980.0, 874.0, 1_020.0, 961.0, 634.0, 560.0],
                &WEEKDAYS,
            ),
        ],
        hours: [
            series("Доход по часам", "14:00 · 305 тыс", (0..24).map(|at| day((at + 22) % 24)).collect(), &HOURS),
            series("Сообщения по часам", "12:00 · 841", (0..24).map(day).collect(), &HOURS),
        ],
    }
}

/// A year in English, months of it with more given back than paid.
pub fn trends_of_a_year() -> Trends {
    let months = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
    let bars = vec![52e3, 47e3, -18e3, 61e3, 75e3, 0.0, 12e3, -4e3, 83e3, 91e3, 104e3, 48e3];
    let mut year = trends();
    year.head = head("Trends", "1 December 2025 – 22 November · Orbita Support & Sales, the second one", "12 months");
    year.cards = vec![
        card(CardKind::Revenue, "$551,000.00", "Revenue", "+10.6%"),
        card(CardKind::Incoming, "1,203,412", "Incoming", "+1,215%"),
        card(CardKind::Outgoing, "0", "Outgoing", ""),
    ];
    year.trend = Trend {
        title: "Revenue".into(),
        before: Some("the time before".into()),
        total: "$551,000.00".into(),
        change: change("+10.6%"),
        line: vec![40e3, 42e3, 44e3, 38e3, 52e3, 60e3, 58e3, 12e3, -30e3, 20e3, 80e3, 82e3],
        labels: [0, 3, 6, 9, 11].map(|at| (at, months[at].to_owned())).into(),
        ticks: ["−100k", "0", "100k", "200k"].map(str::to_owned).into(),
        bars,
        open_end: true,
        empty: None,
    };
    let named: Vec<_> = months.into_iter().enumerate().collect();
    year.messages = messages("Messages", ["in", "out"], 12, &named);
    let days = [(0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun")];
    year.weekdays = [
        series("Revenue by day", "Fri · 81k", vec![20.0, -34.0, 12.0, 0.0, 81.0, -3.0, 2.0], &days),
        series("Messages by day", "Mon · 1", vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], &days),
    ];
    year.hours = [
        nothing("Revenue by hour", "Nothing in this time"),
        series("Messages by hour", "03:00 · 7", (0..24).map(|at| if at == 3 { 7.0 } else { 0.0 }).collect(), &HOURS),
    ];
    year
}

fn part(name: &str, size: u32, value: &str, share: &str) -> Part {
    Part { name: name.into(), size: size.into(), value: number(value), share: number(share) }
}

fn held(name: &str, sizes: [u32; 3], value: &str, note: Option<&str>) -> Held {
    let note = note.map(number);
    Held { name: name.into(), sizes: sizes.map(f64::from).into(), value: number(value), note }
}

pub fn structure() -> Structure {
    Structure {
        head: head("Диалоги", "воскресенье, 22 ноября · все аккаунты", "сейчас"),
        ring: Ring {
            total: number("12 955"),
            caption: "диалогов".into(),
            parts: vec![
                part("Пользователи", 10_742, "10 742", "83 %"),
                part("Группы", 1_649, "1 649", "13 %"),
                part("Каналы", 564, "564", "4 %"),
            ],
            note: None,
        },
        cards: vec![
            card(CardKind::Unread, "172", "Непрочитанные", ""),
            card(CardKind::Waiting, "38", "Ждут ответа", ""),
            card(CardKind::NewContacts, "47", "Новые сегодня", "−6,0 %"),
        ],
        title: "По аккаунтам".into(),
        note: "всего диалогов".into(),
        accounts: vec![
            held("Orbita Продажи", [6_210, 702, 301], "7 213", Some("120 непроч.")),
            held("Поддержка 🚀", [3_100, 640, 97], "3 837", Some("52 непроч.")),
            held("Екатерина Белозерская-Константинова, личный аккаунт", [1_382, 301, 140], "1 823", None),
            held("<b>VIP</b> 李小龍", [50, 6, 26], "82", None),
            held("Запасной", [0, 0, 0], "0", None),
        ],
        empty: None,
    }
}

pub fn structure_of_nothing() -> Structure {
    Structure {
        head: Head { initial: "A".into(), ..head("Dialogs", "Sunday, 22 November · all accounts", "now") },
        ring: Ring {
            total: "0".into(),
            caption: "dialogs".into(),
            parts: vec![part("People", 0, "0", "0%"), part("Groups", 0, "0", "0%"), part("Channels", 0, "0", "0%")],
            note: None,
        },
        cards: vec![
            card(CardKind::Unread, "0", "Unread", ""),
            card(CardKind::Waiting, "0", "Waiting for an answer", ""),
            card(CardKind::NewContacts, "0", "New today", ""),
        ],
        title: "By account".into(),
        note: "dialogs in all".into(),
        accounts: vec![],
        empty: Some("No accounts yet: connect the first one".into()),
    }
}

/// Faster is better.
fn time(value: &str, label: &str, changed: &str, way: Way) -> Time {
    Time { value: number(value), label: label.into(), change: Some(Change { text: changed.into(), way }) }
}

/// A week in English.
pub fn member() -> MemberActivity {
    let named = ["16 Nov", "17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov", "22 Nov"];
    let days: Vec<_> = named.into_iter().enumerate().collect();
    let ends = [(0, "16 Nov"), (3, "19 Nov"), (6, "22 Nov")];
    MemberActivity {
        head: Head { initial: "O".into(), ..head("Olga Petrova", "16 November – 22 November", "7 days") },
        cards: vec![
            card(CardKind::Outgoing, "612", "Sent", "+12.4%"),
            card(CardKind::Incoming, "745", "Received", "+8.1%"),
            card(CardKind::Dialogs, "84", "Dialogs handled", "−6.0%"),
            card(CardKind::Revenue, "$18,450", "37 payments", "+21.5%"),
            card(CardKind::Online, "38 h 20 min", "Online", "0.0%"),
            card(CardKind::Cards, "29", "Cards filled", "+3.6%"),
        ],
        messages: messages("Messages", ["in", "out"], 7, &days),
        online: series("Online", "most 7 h 40 min", vec![6.5, 7.66, 7.1, 6.9, 6.0, 0.0, 4.1], &ends),
        revenue: series("Revenue", "most $4,900", vec![2.1, 3.0, 4.9, 3.3, 2.4, 0.0, 2.7], &ends),
        responses: Answers {
            title: "First answer".into(),
            note: "in working hours, of 96".into(),
            times: vec![
                time("3 min", "half within", "−18.0%", Way::Up),
                time("16 min", "90% within", "+4.2%", Way::Down),
            ],
            parts: vec![
                part("under 1 min", 21, "21", ""),
                part("1–5 min", 42, "42", ""),
                part("5–15 min", 22, "22", ""),
                part("15–60 min", 9, "9", ""),
                part("over 1 h", 2, "2", ""),
            ],
            empty: None,
        },
    }
}

/// Somebody with a long name, on a day with refunds only.
pub fn member_on_an_odd_day() -> MemberActivity {
    let none = "За это время ничего не было";
    MemberActivity {
        head: head("Екатерина Белозерская-Константинова 🦊🔥 \u{202e}olleh", "сегодня, 22 ноября", "сегодня"),
        cards: vec![
            card(CardKind::Outgoing, "0", "Отправлено", "−100,0 %"),
            card(CardKind::Incoming, "1", "Получено", ""),
            card(CardKind::Dialogs, "0", "Диалогов обработано", ""),
            card(CardKind::Revenue, "−1 234 567 890,50 ₽", "1 234 567 платежей", "−1 250,0 %"),
            card(CardKind::Online, "0 с", "Онлайн", ""),
            card(CardKind::Cards, "0", "Карточек заполнено", ""),
        ],
        messages: Messages {
            columns: vec![Column { label: "сегодня".into(), values: [1.0, 0.0], now: true }],
            ..messages("Сообщения", ["вход.", "исход."], 1, &[])
        },
        online: nothing("Онлайн", none),
        revenue: series("Доход", "−1 234 567 890,50 ₽", vec![-1_234_567_890.5], &[(0, "22 ноя")]),
        responses: Answers {
            title: "Первый ответ".into(),
            note: String::new(),
            times: vec![],
            parts: vec![],
            empty: Some("Никто из клиентов не ждал первого ответа".into()),
        },
    }
}

const IN_RUSSIAN: [&str; 6] = ["отправлено", "получено", "диалоги", "карточки", "онлайн", "первый ответ"];
const IN_ENGLISH: [&str; 6] = ["sent", "received", "dialogs", "cards", "online", "first answer"];

fn compared(name: &str, value: &str, note: &str, labels: [&str; 6], figures: [(&str, f64); 6]) -> Compared {
    let metrics = figures.into_iter().zip(labels);
    let note = if note.is_empty() { None } else { Some(number(note)) };
    Compared {
        name: name.into(),
        initial: name.chars().next().unwrap_or('?').to_string(),
        value: number(value),
        note,
        metrics: metrics
            .map(|((value, share), label)| Measured { value: number(value), label: label.into(), share })
            .collect(),
    }
}

pub fn team() -> TeamActivity {
    let anna = [("1 302", 1.0), ("1 846", 1.0), ("214", 1.0), ("47", 0.8), ("41 ч 20 мин", 1.0), ("2 мин", 0.2)];
    let dmitry = [("1 017", 0.78), ("1 204", 0.65), ("160", 0.75), ("59", 1.0), ("36 ч", 0.87), ("4 мин", 0.4)];
    let olga = [("612", 0.47), ("745", 0.4), ("84", 0.39), ("29", 0.49), ("38 ч 20 мин", 0.93), ("3 мин", 0.3)];
    let katya = [("128", 0.1), ("140", 0.08), ("31", 0.14), ("2", 0.03), ("9 ч 5 мин", 0.22), ("10 мин", 1.0)];
    let none = [("0", 0.0), ("0", 0.0), ("0", 0.0), ("0", 0.0), ("—", 0.0), ("—", 0.0)];
    TeamActivity {
        head: head("Активность", "16 ноября – 22 ноября · вся команда", "7 дней"),
        rows: vec![
            compared("Анна Ковальчук", "842 300 ₽", "112 платежей", IN_RUSSIAN, anna),
            compared("Дмитрий Соколов 🚀", "701 150 ₽", "98 платежей", IN_RUSSIAN, dmitry),
            compared("Olga Petrova", "559 800 ₽", "37 платежей", IN_RUSSIAN, olga),
            compared("Екатерина Белозерская-Константинова", "−1 348 900,55 ₽", "21 платёж", IN_RUSSIAN, katya),
            compared("Їжакевич Maksim 🦊🔥", "0 ₽", "", IN_RUSSIAN, none),
        ],
    }
}

pub fn team_of_one() -> TeamActivity {
    let anna = [("1,302", 1.0), ("1,846", 1.0), ("214", 1.0), ("47", 0.8), ("41 h 20 min", 1.0), ("2 min", 0.2)];
    TeamActivity {
        head: head("Activity", "today, 22 November · the whole team", "today"),
        rows: vec![compared("Anna Kovalchuk", "—", "", IN_ENGLISH, anna)],
    }
}
