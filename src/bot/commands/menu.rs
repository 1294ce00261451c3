//! The list of commands: in `/help` and in Telegram's menus.

use super::{ALL, Command, Scope};
use crate::{
    bot::{
        api::{call, recipient},
        office::Office,
    },
    domain::{EntityKind, Lang, MemberId, RichText},
    locale::Locale,
    team::{Member, Target, rights::may},
};
use serde::de::IgnoredAny;
use teloxide::{
    payloads::{SetMyCommands, SetMyCommandsSetters},
    types::{BotCommand, BotCommandScope},
};

/// What this person can type, a line each; `None` for somebody who is not in the team.
pub fn list(person: Option<&Member>, locale: &Locale) -> RichText {
    let mut text = RichText::default();
    for command in ALL.iter().copied().filter(|command| offered(command, person)) {
        if !text.is_empty() {
            text.push_str("\n");
        }
        text.push_as(EntityKind::BotCommand, &RichText::plain(format!("/{}", command.name)));
        text.push_str(" — ");
        text.push(&(command.about)(locale));
    }
    text
}

fn offered(command: &Command, person: Option<&Member>) -> bool {
    match (command.right, person) {
        (None, _) => true,
        (Some(action), Some(member)) => may(member, action, Target::Agency),
        (Some(_), None) => false,
    }
}

/// Tells Telegram the menus of everybody: for strangers in their chats, for groups; in every language.
pub async fn publish(office: &Office) {
    for (scope, here) in
        [(BotCommandScope::AllPrivateChats, Scope::Panel), (BotCommandScope::AllGroupChats, Scope::Desk)]
    {
        for lang in Lang::ALL {
            let commands = ALL.iter().copied().filter(|command| match here {
                Scope::Panel => command.right.is_none(),
                _ => true,
            });
            let request = menu(commands, here, lang).scope(scope.clone());
            // Without a language it is for everybody whose language has no menu of its own.
            let request = if lang == office.lang { request } else { request.language_code(lang.code()) };
            set(office, request).await;
        }
    }
}

/// Tells Telegram the menu of a member, by role and in the language they chose.
pub async fn publish_for(office: &Office, person: MemberId) {
    match Member::find(office.store(), person) {
        Ok(Some(member)) => {
            let commands = ALL.iter().copied().filter(|command| offered(command, Some(&member)));
            let scope = BotCommandScope::Chat { chat_id: recipient(person.into()) };
            set(office, menu(commands, Scope::Panel, member.lang).scope(scope)).await;
        }
        // What strangers are offered.
        Ok(None) => {
            let commands = ALL.iter().copied().filter(|command| offered(command, None));
            let scope = BotCommandScope::Chat { chat_id: recipient(person.into()) };
            set(office, menu(commands, Scope::Panel, office.lang).scope(scope)).await;
        }
        Err(error) => tracing::error!(error = %crate::domain::Chain(&error), "a member's menu could not be made"),
    }
}

fn menu(commands: impl Iterator<Item = &'static Command>, here: Scope, lang: Lang) -> SetMyCommands {
    let locale = Locale::of(lang);
    SetMyCommands::new(
        commands
            .filter(|command| command.scope.includes(here))
            .map(|command| BotCommand::new(command.name, (command.about)(locale).text)),
    )
}

/// A menu is a convenience: without it every command still works.
async fn set(office: &Office, request: SetMyCommands) {
    if let Err(failure) = call::<_, IgnoredAny>(&office.api.calls, request).await {
        tracing::warn!(bot.id = %office.bot, ?failure, "a command menu could not be set");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;
    use jiff::Timestamp;

    fn names(role: Option<Role>) -> String {
        let member = role.map(|role| Member {
            id: MemberId(1),
            name: "Olga".into(),
            role,
            lang: Lang::En,
            accounts: Default::default(),
            joined: Timestamp::UNIX_EPOCH,
            removed: None,
            sees_ids: false,
            begins: false,
        });
        let text = list(member.as_ref(), Locale::of(Lang::En)).text;
        text.lines().filter_map(|line| line.split(' ').next()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn everybody_is_offered_what_they_may_use() {
        assert_eq!(names(None), "/start /help");
        assert_eq!(
            names(Some(Role::Operator)),
            "/start /dialogs /contacts /activity /settings /name /zone /bind /find /files /del /close /reopen /snooze /remind /later /mute /block /pay /money /card /note /notes /t /help"
        );
        assert_eq!(
            names(Some(Role::Owner)),
            "/start /dashboard /dialogs /contacts /new /accounts /team /activity /settings /agency /name /zone /bind /find /files /del /close /reopen /snooze /remind /later /mute /block /hours /away /pay /money /void /correct /currency /rate /export /card /note /notes /t /help"
        );
    }
}
