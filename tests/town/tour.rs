//! The main job from one end to the other, as the `demo` example shows it and the first story holds it.

use super::{Desk, Town};
use pult::domain::Lang;
use telegram_sandbox::{
    Person,
    world::{Draft, Entity, EntityKind, Text},
};

/// What the people of the tour say, in the language of the agency.
struct Words {
    owner: &'static str,
    operator: &'static str,
    account: &'static str,
    ivan: (&'static str, &'static str),
    maria: &'static str,
    hint: &'static str,
    question: &'static str,
    answer: &'static str,
    /// Plain, then the part in bold.
    bold: (&'static str, &'static str),
    answer_edited: &'static str,
    comment: &'static str,
    hello: &'static str,
    photo: &'static str,
    quick: [&'static str; 3],
    typo: &'static str,
    fixed: &'static str,
    slip: &'static str,
    thanks: &'static str,
    reply: &'static str,
    wrong: &'static str,
    from_phone: &'static str,
    nobody: &'static str,
    scenes: [&'static str; 7],
}

const EN: Words = Words {
    owner: "Anna",
    operator: "Olga",
    account: "Sales",
    ivan: ("Ivan", "Petrov"),
    maria: "Maria",
    hint: "the office cat",
    question: "Do you deliver on Sunday?",
    answer: "Yes, until 6 pm",
    bold: ("And the address is Brivibas 12, ", "second floor"),
    answer_edited: "Yes, until 8 pm",
    comment: "// he is in a hurry, let us be quick",
    hello: "Hello! How much is delivery?",
    photo: "The place I mean",
    quick: ["One more thing", "two, actually", "no, three"],
    typo: "Is the cofee still hot?",
    fixed: "Is the coffee still hot?",
    slip: "Sent to the wrong chat, sorry",
    thanks: "Thank you for waiting",
    reply: "Five euros within the city",
    wrong: "This one is for another client",
    from_phone: "Answered from my phone",
    nobody: "Is anybody here?",
    scenes: [
        "The first owner takes the agency over",
        "An account is connected by QR code and two-step password",
        "An operator is invited",
        "A group becomes the operator's desk",
        "Clients write, the operator answers from their threads",
        "Replies, edits, deletions, comments",
        "What cannot be done is said plainly",
    ],
};

const RU: Words = Words {
    owner: "Анна",
    operator: "Ольга",
    account: "Продажи",
    ivan: ("Иван", "Петров"),
    maria: "Мария",
    hint: "кошка в офисе",
    question: "Вы доставляете в воскресенье?",
    answer: "Да, до 18:00",
    bold: ("А адрес — Бривибас 12, ", "второй этаж"),
    answer_edited: "Да, до 20:00",
    comment: "// он спешит, ответим побыстрее",
    hello: "Здравствуйте! Сколько стоит доставка?",
    photo: "Вот это место",
    quick: ["И ещё одно", "вернее, два", "нет, три"],
    typo: "Кофе ещё гарячий?",
    fixed: "Кофе ещё горячий?",
    slip: "Ой, это не сюда",
    thanks: "Спасибо, что подождали",
    reply: "По городу пять евро",
    wrong: "Это другому клиенту",
    from_phone: "Ответил с телефона",
    nobody: "Тут кто-нибудь есть?",
    scenes: [
        "Первый владелец принимает агентство",
        "Аккаунт подключается по QR-коду и двухэтапному паролю",
        "Приглашение оператора",
        "Группа становится рабочей",
        "Клиенты пишут, оператор отвечает в их темах",
        "Ответы, правки, удаления, заметки",
        "О том, чего нельзя, говорится прямо",
    ],
};

const PASSWORD: &str = "correct horse battery staple";

/// Who is who in a tour that is over.
pub struct Tour {
    pub owner: Person,
    pub operator: Person,
    pub desk: Desk,
    /// The QR picture as the bot posted it.
    pub qr: Vec<u8>,
}

/// Walks through the whole product once.
pub async fn tour(town: &Town) -> Tour {
    let words = match town.lang() {
        Lang::En => &EN,
        Lang::Ru => &RU,
    };
    let owner = town.person(words.owner);
    let operator = town.person(words.operator);
    let account = town.person(words.account).phone("37120001234").password(PASSWORD, Some(words.hint));
    let ivan = town.person(words.ivan.0).last_name(words.ivan.1);
    let maria = town.person(words.maria);
    let script = &town.transcript;
    script.mask(PASSWORD);
    let panel = |who: &Person| format!("{} ⇄ @{}", who.name(), super::BOT);
    let look_at_panel = |who: &Person| script.look(&panel(who), who, &town.bot);

    script.scene(words.scenes[0]);
    town.claims(&owner).await;
    look_at_panel(&owner);

    script.scene(words.scenes[1]);
    town.passes(60);
    let qr = town.begins_login(&owner).await;
    for before in ["add-account-title", "login-connecting"] {
        town.disappears(&owner, &town.bot, &town.label(before)).await;
    }
    look_at_panel(&owner);
    town.scans(&account, &qr).await;
    town.types_password(&owner, "wrong horse").await;
    town.disappears(&owner, &town.bot, &town.label("login-qr-warning")).await;
    look_at_panel(&owner);
    town.types_password(&owner, PASSWORD).await;
    town.shows(&owner, &town.bot, "✅").await;
    look_at_panel(&owner);
    town.presses(&owner, &town.label("button-accounts")).await;
    town.shows(&owner, &town.bot, &town.label("state-active")).await;
    look_at_panel(&owner);

    script.scene(words.scenes[2]);
    town.passes(60);
    let link = town.invites(&owner, &[words.account]).await;
    look_at_panel(&owner);
    town.joins(&operator, &link).await;
    town.shows(&owner, &town.bot, "👋").await;
    look_at_panel(&operator);
    look_at_panel(&owner);

    script.scene(words.scenes[3]);
    town.passes(60);
    let desk = town.makes_desk(&owner, &operator, &format!("{} · {}", words.operator, words.account)).await;
    look_at_panel(&owner);
    let general = format!("{} · General", words.operator);
    script.look(&general, &operator, desk.group.general());

    script.scene(words.scenes[4]);
    town.passes(600);
    let chat = |client: &Person| format!("{} ⇄ {}", client.full_name(), words.account);
    let thread = |client: &Person| format!("{} ▸ {}", words.operator, client.full_name());
    let (ivans, _) = town.client_writes(&ivan, &account, &desk, words.question).await;
    script.look(&thread(&ivan), &operator, ivans);
    let answer = town.answers(&desk, ivans, &ivan, &account, words.answer).await;
    let (marias, hello) = town.client_writes(&maria, &account, &desk, words.hello).await;
    for quick in words.quick {
        town.client_writes(&ivan, &account, &desk, quick).await;
    }
    town.act(&ivan, &format!("<photo> {}", words.photo));
    ivan.sends_photo(&account, super::picture(4_000), words.photo).expect("clients send photos");
    town.shows(&operator, ivans, words.photo).await;
    let formatted = bold(words.bold);
    town.act(&operator, &formatted.text);
    let address = operator.says(ivans, Draft::from(formatted.clone())).expect("operators write in their desk");
    let seen = town.shows(&ivan, &account, words.bold.1).await;
    assert_eq!(seen.entities, formatted.entities, "formatting reaches the client");
    town.reaction(&desk, ivans, address, "👌").await;
    town.act(&ivan, "👁");
    ivan.reads(&account).expect("clients read what they like");
    town.reaction(&desk, ivans, answer, "👀").await;
    town.reaction(&desk, ivans, address, "👀").await;
    script.look(&thread(&ivan), &operator, ivans);
    script.look(&chat(&ivan), &ivan, &account);
    script.look(&thread(&maria), &operator, marias);

    script.scene(words.scenes[5]);
    town.passes(600);
    town.writes(&operator, ivans, words.comment);
    for client in [&ivan, &maria] {
        town.answers(&desk, if client.id == ivan.id { ivans } else { marias }, client, &account, words.thanks).await;
    }
    town.act(&operator, &format!("↪ {}: {}", words.hello, words.reply));
    let reply = operator.replies(marias, hello.id, words.reply).expect("operators reply in their desk");
    let seen = town.shows(&maria, &account, words.reply).await;
    assert_eq!(seen.reply.map(|(_, text)| text).as_deref(), Some(words.hello), "the reply keeps its target");
    town.reaction(&desk, marias, reply, "👌").await;
    town.act(&operator, &format!("✎ {} → {}", words.answer, words.answer_edited));
    operator.edits(ivans, answer, words.answer_edited).expect("people edit what they wrote");
    town.shows(&ivan, &account, words.answer_edited).await;
    let typo = town.writes(&maria, &account, words.typo);
    town.shows(&operator, marias, words.typo).await;
    script.look(&thread(&maria), &operator, marias);
    town.act(&maria, &format!("✎ {}", words.fixed));
    maria.edits(&account, typo, words.fixed).expect("people edit what they wrote");
    town.shows(&operator, marias, words.fixed).await;
    let slip = town.writes(&maria, &account, words.slip);
    town.shows(&operator, marias, words.slip).await;
    town.act(&maria, &format!("✗ {}", words.slip));
    maria.deletes(&account, slip).expect("people delete what they wrote");
    town.shows(&operator, marias, "🗑").await;
    let wrong = town.writes(&operator, marias, words.wrong);
    town.shows(&maria, &account, words.wrong).await;
    script.look(&chat(&maria), &maria, &account);
    town.act(&operator, &format!("✗ {}", words.wrong));
    operator.deletes(marias, wrong).expect("people delete what they wrote");
    town.disappears(&maria, &account, words.wrong).await;
    town.writes(&account, &maria, words.from_phone);
    town.shows(&operator, marias, "📱").await;
    for (client, topic) in [(&ivan, ivans), (&maria, marias)] {
        script.look(&thread(client), &operator, topic);
        script.look(&chat(client), client, &account);
        assert!(client.sees(&account).iter().all(|seen| !seen.text.contains("//")), "comments never leave");
    }

    script.scene(words.scenes[6]);
    town.passes(600);
    town.writes(&operator, desk.group.general(), words.nobody);
    let said = |seen: &telegram_sandbox::world::Seen| seen.reply.as_ref().is_some_and(|(_, text)| text == words.nobody);
    town.waits(&operator, desk.group, "an answer in General", said).await;
    script.look(&general, &operator, desk.group.general());
    town.tells(&operator, "/invoice 100");
    town.waits(&operator, &town.bot, "an answer to /invoice", |seen| !seen.own && seen.text.contains("/invoice")).await;
    town.follows(&maria, &link).await;
    look_at_panel(&operator);
    look_at_panel(&maria);

    let png = town.qr_picture().expect("a QR picture was posted");
    Tour { owner, operator, desk, qr: png }
}

fn bold((plain, strong): (&str, &str)) -> Text {
    let units = |text: &str| text.encode_utf16().count();
    Text {
        text: format!("{plain}{strong}"),
        entities: vec![Entity { offset: units(plain), length: units(strong), kind: EntityKind::Bold }],
    }
}
