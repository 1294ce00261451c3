//! Logins as the panel sees them: their screen follows their steps, their secrets are kept out of everything.
//!
//! **The gate opens before a secret is asked for**, so that there is no moment in which one could be typed and stored.
//! **A login is known to be in progress before it begins**: one that a restart ends is said to be over.

use super::{
    convert,
    intake::{Inbound, Step},
    office::{BotError, Office},
    panel::Here,
    proxies,
    sitting::Sitting,
};
use crate::{
    domain::{AccountId, Chain, ChatId, Line, LoginId, MemberId, Phone, View},
    ports::{Key, LoginError, Way},
    relay::{Place, Plan, RelayError, TeamTask},
    store::{Changes, Store, StoreError},
    team::Account,
};
use teloxide::types::Message;

/// By what an account is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Qr,
    Phone,
}

/// A login reached its next step: the member who began it sees it.
pub async fn changed(office: &Office, login: LoginId) -> Result<(), RelayError> {
    let Some(sitting) = Sitting::find(office.store(), login)? else { return Ok(()) };
    let chat = ChatId::from(sitting.member);
    let secret = || office.logins.step(login).is_some_and(|step| step.takes_secrets());
    if secret() {
        office.gate.open(chat, login);
    }
    office
        .committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            let Some(sitting) = Sitting::find(store, login)? else { return Ok(plan) };
            let secret = secret();
            if sitting.secret != secret {
                plan.changes.update(&sitting, Sitting { secret, ..Sitting::clone(&sitting) });
            }
            plan.team(TeamTask::Show { member: sitting.member, view: View::Login(login), place: sitting.message });
            Ok(plan)
        })
        .await?;
    // Asked anew: the login may have gone on, and whoever is last finds how it is.
    if !secret() {
        office.gate.close(chat, login);
    }
    Ok(())
}

/// The logins that the end of the process has ended are said to be over. What asked for a secret stays known until one was
/// typed, or another login begins: whoever types now does not know yet.
pub async fn interrupted(office: &Office) -> Result<(), RelayError> {
    office
        .committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            for sitting in Sitting::all(store)? {
                let Sitting { login, member, message: place, .. } = *sitting;
                if office.logins.step(login).is_some() {
                    continue;
                }
                plan.team(TeamTask::Show { member, view: View::Login(login), place });
                if !sitting.secret {
                    plan.changes.delete(&sitting);
                }
            }
            Ok(plan)
        })
        .await
}

/// Something typed where a secret is asked for. It is gone from the chat first, then tried.
pub async fn typed(office: &Office, inbound: &Inbound, message: &Message) -> Result<(), BotError> {
    let (chat, person) = (convert::chat(message), convert::Sender::of(message));
    let convert::Sender::Person(reader) = person else { return Ok(()) };
    let step = office.gate.step(chat);
    if step.is_none()
        && let Some(account) = proxies::asked_now(office, reader)?
    {
        return proxies::typed(office, inbound, message, reader, account).await;
    }
    let lost = step == Some(Step::Interrupted) || inbound.secret.is_none();
    office
        .commit(inbound, |store| {
            let mut plan = Plan::nothing();
            plan.team(TeamTask::Delete { chat, message: convert::id(message), reader });
            if lost {
                forget_interrupted(office, store, &mut plan.changes, reader)?;
                plan.team(TeamTask::Say { place: Place::Panel(reader), line: Line::LoginInterrupted });
            }
            Ok(plan)
        })
        .await?;
    if lost {
        office.gate.forget_interrupted(chat);
    }
    if let (Some(Step::Asked(login)), Some(secret)) = (step, &inbound.secret) {
        if office.logins.typed(login, secret.clone()).await == Err(LoginError::Gone) {
            office.gate.close(chat, login);
        }
        // Taken, over, or asking for something else: the screen says where it stands.
        changed(office, login).await?;
    }
    Ok(())
}

/// The member knows now which of their logins a restart has ended.
fn forget_interrupted(
    office: &Office,
    store: &Store,
    changes: &mut Changes,
    member: MemberId,
) -> Result<(), StoreError> {
    for sitting in Sitting::all(store)? {
        if sitting.member == member && office.logins.step(sitting.login).is_none() {
            changes.delete(&sitting);
        }
    }
    Ok(())
}

impl Here<'_> {
    /// Begins a login, of a new account or of one that is there.
    pub async fn begin_login(&self, account: Option<AccountId>, by: By) -> Result<(), BotError> {
        let account = match account {
            Some(account) => account,
            None => {
                let id = self.office.store().next_id(Account::IDS).await?;
                AccountId(u32::try_from(id).unwrap_or(u32::MAX))
            }
        };
        self.sit_down(account, by, None).await
    }

    /// Goes on with the same account by another way.
    pub async fn log_in_instead(&self, login: LoginId, by: By) -> Result<(), BotError> {
        match Sitting::find(self.office.store(), login)? {
            Some(sitting) => self.sit_down(sitting.account, by, Some(login)).await,
            None => self.show_login(login).await,
        }
    }

    /// The login takes the place of whatever stands here; of another one, which it ends, too.
    async fn sit_down(&self, account: AccountId, by: By, instead: Option<LoginId>) -> Result<(), BotError> {
        let office = self.office;
        let login = LoginId(u64::from_le_bytes(office.randomness.bytes()));
        let chat = ChatId::from(self.member);
        let begun = office
            .commit(self.inbound, |store| {
                let mut plan = Plan::nothing();
                self.use_up(store, &mut plan)?;
                forget_interrupted(office, store, &mut plan.changes, self.member)?;
                if let Some(instead) = instead
                    && let Some(sitting) = Sitting::find(store, instead)?
                {
                    plan.changes.delete(&sitting);
                }
                let message = Some(self.place);
                plan.changes.insert(Sitting { login, member: self.member, account, message, secret: false });
                Ok(plan)
            })
            .await?;
        if begun.is_none() {
            return Ok(());
        }
        office.gate.forget_interrupted(chat);
        if let Some(instead) = instead {
            // Nobody sits at it any more, so its end is not shown.
            let _ = office.logins.cancel(instead).await;
            office.gate.close(chat, instead);
        }
        let way = match by {
            By::Qr => Way::Qr,
            By::Phone => Way::Phone(known_number(office.store(), account)?),
        };
        if let Err(error) = office.logins.begin(login, account, self.member, way).await {
            tracing::warn!(account.id = account.0, error = %Chain(&error), "a login did not begin");
        }
        Ok(())
    }

    pub async fn refresh_qr(&self, login: LoginId) -> Result<(), BotError> {
        // A login that is over, or beyond the code, shows where it stands.
        let _ = self.office.logins.refresh(login).await;
        self.show_login(login).await
    }

    /// A key does one small thing, whose effect the login shows by itself; only one of a login that is over says so here.
    pub async fn press_key(&self, login: LoginId, attempt: u16, key: Key) -> Result<(), BotError> {
        match self.office.logins.key(login, attempt, key).await {
            Ok(()) | Err(LoginError::OtherStep) => Ok(()),
            Err(LoginError::Gone) => self.show_login(login).await,
        }
    }

    pub async fn resend_code(&self, login: LoginId) -> Result<(), BotError> {
        // Refused where it is sent already, or over: the screen says so.
        let _ = self.office.logins.resend(login).await;
        self.show_login(login).await
    }

    pub async fn cancel_login(&self, login: LoginId) -> Result<(), BotError> {
        // Over already: its screen says so.
        let _ = self.office.logins.cancel(login).await;
        match Sitting::find(self.office.store(), login)? {
            Some(_) => Ok(changed(self.office, login).await?),
            None => self.show_login(login).await,
        }
    }

    async fn show_login(&self, login: LoginId) -> Result<(), BotError> {
        self.show(View::Login(login), |_, _| Ok(())).await
    }
}

/// The number of an account that is there, to which a code can go without asking.
fn known_number(store: &Store, account: AccountId) -> Result<Option<Phone>, StoreError> {
    let known = Account::find(store, account)?.and_then(|account| account.identity.phone.clone());
    Ok(known.and_then(|phone| Phone::parse(&format!("+{}", phone.trim_start_matches('+'))).ok()))
}
