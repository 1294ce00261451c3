//! Logins as the panel sees them: their screen follows their steps, their password is kept out of everything.
//!
//! **The gate opens before the password is asked for**, so that there is no moment in which one could be typed and
//! stored.

use super::{
    convert,
    intake::{Inbound, PasswordStep, Step},
    office::{BotError, Office},
};
use crate::{
    domain::{Line, LoginId, View},
    ports::LoginStep,
    relay::{Place, Plan, RelayError, TeamTask},
};
use teloxide::types::Message;

/// A login reached its next step: the member who began it sees it.
pub async fn changed(office: &Office, login: LoginId) -> Result<(), RelayError> {
    let Some(sitting) = office.sittings.find(login) else { return Ok(()) };
    let chat = sitting.member.into();
    let guarded = matches!(office.logins.step(login), Some(LoginStep::Password { .. } | LoginStep::Checking));
    // Other logins of the same member may be in their own password step: only this one's gate is closed.
    let mine = office.gate.step(chat) == Some(Step::Asked(login));
    if guarded {
        office.gate.open(chat, login);
    }
    office
        .committer
        .commit(|_| {
            let mut plan = Plan::nothing();
            if guarded {
                plan.changes.put(PasswordStep { chat, login });
            } else if mine {
                plan.changes.remove::<PasswordStep>(&chat);
            }
            plan.team(TeamTask::Show { member: sitting.member, view: View::Login(login), place: sitting.message });
            Ok(plan)
        })
        .await?;
    if mine && !guarded {
        office.gate.close(chat);
    }
    Ok(())
}

/// A text typed in a password step. It is gone from the chat first, then tried.
pub async fn typed(office: &Office, inbound: &Inbound, message: &Message) -> Result<(), BotError> {
    let (chat, person) = (convert::chat(message), convert::Sender::of(message));
    let convert::Sender::Person(reader) = person else { return Ok(()) };
    let step = office.gate.step(chat);
    let lost = step == Some(Step::Interrupted) || inbound.secret.is_none();
    office
        .commit(inbound, |_| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Delete { chat, message: convert::id(message), reader });
            if lost {
                plan.changes.remove::<PasswordStep>(&chat);
                plan.team(TeamTask::Say { place: Place::Panel(reader), line: Line::LoginInterrupted });
            }
            Ok(plan)
        })
        .await?;
    if step == Some(Step::Interrupted) {
        office.gate.close(chat);
    }
    if let (Some(Step::Asked(login)), Some(secret)) = (step, &inbound.secret)
        && office.logins.password(login, secret.clone()).await.is_err()
    {
        // Over, or no longer waiting for a password: the screen says where it stands.
        changed(office, login).await?;
    }
    Ok(())
}
