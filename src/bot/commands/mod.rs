//! Commands: one record each, in a file of its own.
//!
//! **Help, menus and the rights check read [`ALL`]; nothing else knows which commands exist.** To add one: a file with
//! its `COMMAND`, a line in [`ALL`], and the sentence that describes it in each language (`commands.ftl`).

mod accounts;
mod activity;
mod agency;
mod away;
mod bind;
mod block;
mod card;
mod close;
mod contacts;
mod correct;
mod currency;
mod dashboard;
mod del;
mod dialogs;
mod export;
mod files;
mod find;
mod help;
mod hours;
mod later;
pub mod menu;
mod money;
mod mute;
mod name;
mod new;
mod note;
mod notes;
mod parse;
mod pay;
mod remind;
mod reopen;
mod settings;
mod snooze;
mod start;
mod t;
mod team;
mod void;
mod zone;

pub use menu::list;
pub use parse::{Said, parse};

use super::{
    convert,
    intake::Inbound,
    office::{BotError, Office},
};
use crate::{
    domain::{Line, MemberId, RichText, View},
    locale::Locale,
    relay::{Place, Plan, TeamTask},
    store::StoreError,
    team::{Action, Member, Target, rights::may},
};
use futures::future::BoxFuture;
use teloxide::types::Message;

/// Every command, in the order of help and menus.
pub static ALL: &[&Command] = &[
    &start::COMMAND,
    &dashboard::COMMAND,
    &dialogs::COMMAND,
    &contacts::COMMAND,
    &new::COMMAND,
    &accounts::COMMAND,
    &team::COMMAND,
    &activity::COMMAND,
    &settings::COMMAND,
    &agency::COMMAND,
    &name::COMMAND,
    &zone::COMMAND,
    &bind::COMMAND,
    &find::COMMAND,
    &files::COMMAND,
    &del::COMMAND,
    &close::COMMAND,
    &reopen::COMMAND,
    &snooze::COMMAND,
    &remind::COMMAND,
    &later::COMMAND,
    &mute::COMMAND,
    &block::COMMAND,
    &hours::COMMAND,
    &away::COMMAND,
    &pay::COMMAND,
    &money::COMMAND,
    &void::COMMAND,
    &correct::COMMAND,
    &currency::CURRENCY,
    &currency::RATE,
    &export::COMMAND,
    &card::COMMAND,
    &note::COMMAND,
    &notes::COMMAND,
    &t::COMMAND,
    &help::COMMAND,
];

/// What a person can type after a slash.
pub struct Command {
    /// Without the slash; 1–32 of `a-z0-9_`. <https://core.telegram.org/bots/api#botcommand>
    pub name: &'static str,
    pub scope: Scope,
    /// What one must be allowed to do; `None` for everybody, members or not.
    pub right: Option<Action>,
    /// What it does, in a few words.
    pub about: fn(&Locale) -> RichText,
    pub run: for<'a> fn(&'a Call<'a>) -> BoxFuture<'a, Result<(), BotError>>,
}

/// Where a command works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// In the private chat with the bot.
    Panel,
    /// In a group.
    Desk,
    Both,
}

impl Scope {
    pub fn includes(self, here: Scope) -> bool {
        self == here || self == Scope::Both
    }
}

/// One use of a command.
pub struct Call<'a> {
    pub office: &'a Office,
    pub inbound: &'a Inbound,
    pub message: &'a Message,
    /// `Panel` or `Desk`.
    pub here: Scope,
    pub person: MemberId,
    /// What stands behind the command's name.
    pub arguments: &'a str,
}

impl Call<'_> {
    /// The present in the zone of whoever calls: what they write of days and hours is meant so.
    pub fn now(&self) -> Result<jiff::Zoned, StoreError> {
        Ok(self.office.now().to_zoned(self.office.zones(self.person)?.0))
    }

    /// Answers with a line where the command was used.
    pub async fn say(&self, line: Line) -> Result<(), BotError> {
        let task = TeamTask::Say { place: self.place(), line };
        self.office
            .commit(self.inbound, |_| {
                let mut plan = Plan::nothing();
                plan.team(task.clone());
                Ok(plan)
            })
            .await?;
        Ok(())
    }

    /// Shows a screen in the person's panel.
    pub async fn show(&self, view: View) -> Result<(), BotError> {
        self.office
            .commit(self.inbound, |store| {
                let mut plan = Plan::nothing();
                super::panel::open(self.office, store, self.person, view.clone(), &mut plan)?;
                Ok(plan)
            })
            .await?;
        Ok(())
    }

    /// Where the command was used.
    pub fn place(&self) -> Place {
        match self.here {
            Scope::Desk => Place::Group {
                chat: convert::chat(self.message),
                topic: convert::topic(self.message),
                reply_to: Some(convert::id(self.message)),
                reader: self.person,
            },
            Scope::Panel | Scope::Both => Place::Panel(self.person),
        }
    }
}

/// Runs a command by name, if it exists here and the person may.
pub async fn run(call: &Call<'_>, name: &str) -> Result<(), BotError> {
    let Some(command) = find(name).filter(|command| command.scope.includes(call.here)) else {
        return match Member::find(call.office.store(), call.person)? {
            Some(_) => call.say(Line::UnknownCommand { command: name.to_owned() }).await,
            None => call.say(Line::NotAMember).await,
        };
    };
    if let Some(action) = command.right {
        match Member::find(call.office.store(), call.person)? {
            None => return call.say(Line::NotAMember).await,
            Some(member) if !may(&member, action, Target::Agency) => return call.say(Line::NotAllowed).await,
            Some(_) => {}
        }
    }
    (command.run)(call).await
}

pub fn find(name: &str) -> Option<&'static Command> {
    ALL.iter().copied().find(|command| command.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    #[test]
    fn names_are_telegrams_and_unique_and_every_language_describes_them() {
        for (at, command) in ALL.iter().enumerate() {
            let fits = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_';
            assert!((1..=32).contains(&command.name.len()) && command.name.chars().all(fits), "{}", command.name);
            assert!(ALL[..at].iter().all(|other| other.name != command.name), "{} stands twice", command.name);
            for lang in Lang::ALL {
                let about = (command.about)(Locale::of(lang)).text;
                assert!((1..=256).contains(&about.chars().count()) && !about.contains("command-"), "{about}");
            }
        }
    }
}
