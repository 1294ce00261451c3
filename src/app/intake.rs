//! Where the accounts' events meet the relay, the team and the bot.

use crate::{
    bot::Bot,
    domain::{
        AccountId, AccountState, ClientIdentity, ClientMessageId, LoginFailure, LoginId, LoginNeed, MemberId, PeerId,
        UserId,
    },
    ports::{AccountIntake, ClientEvent, IntakeError},
    relay::{Followed, Import, Plan, Relay, RelayError, standing},
    team::{Account, AuditEntry, AuditEvent, Member},
};
use async_trait::async_trait;
use std::sync::{Mutex, PoisonError};

/// Takes over what happens to accounts.
pub struct Intake {
    relay: Relay,
    /// There between start and stop: bot and accounts each need the other.
    bot: Mutex<Option<Bot>>,
}

impl Intake {
    pub fn new(relay: Relay) -> Intake {
        Intake { relay, bot: Mutex::new(None) }
    }

    /// From now on steps of logins are shown by this bot.
    pub fn connect(&self, bot: Bot) {
        *self.bot.lock().unwrap_or_else(PoisonError::into_inner) = Some(bot);
    }

    /// Lets the bot go. Bot and accounts hold each other through here, and both hold the store: without this they would
    /// outlive the stop, and the store would stay locked for as long as the process lives.
    pub fn disconnect(&self) {
        *self.bot.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Accounts that the team has but of which no session was kept: the process died between the two, at the end of a
    /// login.
    pub async fn note_missing_sessions(&self, kept: &[AccountId]) -> Result<(), IntakeError> {
        for account in Account::all(self.relay.committer().store()).map_err(RelayError::from).map_err(failed)? {
            if !kept.contains(&account.id) {
                let since = self.relay.committer().now();
                let state = AccountState::LoginNeeded { since, why: LoginNeed::NotKept };
                self.state_changed(account.id, state, true).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl AccountIntake for Intake {
    async fn events(&self, account: AccountId, events: Vec<ClientEvent>) -> Result<(), IntakeError> {
        self.relay.client_events(account, &events).await.map_err(failed)
    }

    async fn state_changed(&self, account: AccountId, state: AccountState, lasting: bool) -> Result<(), IntakeError> {
        let committer = self.relay.committer();
        committer.commit(|store| standing(store, committer.now(), account, state, lasting)).await.map_err(failed)
    }

    async fn admit(
        &self,
        account: AccountId,
        by: MemberId,
        user: UserId,
        identity: ClientIdentity,
    ) -> Result<Result<(), LoginFailure>, IntakeError> {
        let committer = self.relay.committer();
        let now = committer.now();
        committer
            .commit(|store| {
                let mut plan = Plan::new(Ok(()));
                if Member::find(store, MemberId(user.0))?.is_some() {
                    plan.outcome = Err(LoginFailure::IsMember);
                    return Ok(plan);
                }
                let known = Account::find(store, account)?;
                if Account::of_user(store, user)?.is_some_and(|other| other.id != account)
                    || known.as_ref().is_some_and(|known| known.user != user)
                {
                    plan.outcome = Err(LoginFailure::AlreadyManaged);
                    return Ok(plan);
                }
                let event = match known {
                    Some(was) => {
                        let signed_in =
                            Account { identity: identity.clone(), state: AccountState::Active, ..Account::clone(&was) };
                        plan.changes.update(&was, signed_in);
                        AuditEvent::AccountSignedIn { account }
                    }
                    None => {
                        plan.changes.insert(Account {
                            id: account,
                            user,
                            identity: identity.clone(),
                            state: AccountState::Active,
                            responsible: by,
                            added: now,
                            desk_missing_since: None,
                        });
                        plan.changes.insert(Import::begins(account, now));
                        AuditEvent::AccountAdded { account }
                    }
                };
                AuditEntry::write(&mut plan.changes, now, by, event);
                Ok(plan)
            })
            .await
            .map_err(failed)
    }

    fn followed(&self, account: AccountId) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, IntakeError> {
        Followed::latest(self.relay.committer().store(), account).map_err(|error| failed(error.into()))
    }

    async fn login_changed(&self, login: LoginId) -> Result<(), IntakeError> {
        let bot = self.bot.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match bot {
            Some(bot) => bot.login_changed(login).await.map_err(failed),
            None => Ok(()),
        }
    }
}

fn failed(error: RelayError) -> IntakeError {
    IntakeError(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::SystemClock,
        domain::{Lang, Line, Role},
        relay::{Committer, Entry, Place, Task, TeamTask},
        store::{Changes, MasterKey, MemoryEngine, Store},
    };
    use jiff::{Timestamp, tz::TimeZone};
    use std::sync::Arc;

    async fn intake() -> (Intake, Store) {
        let store = Store::open(MemoryEngine::new(), MasterKey::from_bytes([7; 32])).await.expect("a store opens");
        let committer = Committer::new(store.clone(), Arc::new(SystemClock::start()));
        let relay = Relay::new(committer, TimeZone::UTC);
        let mut changes = Changes::new();
        changes.insert(Member {
            id: MemberId(1),
            name: "Anna".into(),
            role: Role::Owner,
            lang: Lang::En,
            accounts: Default::default(),
            joined: Timestamp::UNIX_EPOCH,
            removed: None,
            sees_ids: false,
            begins: false,
        });
        store.commit(changes).await.expect("an owner is kept");
        (Intake::new(relay), store)
    }

    fn sales() -> ClientIdentity {
        ClientIdentity { first_name: "Sales".into(), ..ClientIdentity::default() }
    }

    #[tokio::test]
    async fn an_account_whose_session_was_not_kept_needs_a_login() {
        let (intake, store) = intake().await;
        for (account, user) in [(AccountId(1), UserId(50)), (AccountId(2), UserId(60))] {
            intake.admit(account, MemberId(1), user, sales()).await.expect("durable").expect("admitted");
        }
        intake.note_missing_sessions(&[AccountId(2)]).await.expect("durable");
        let states = Account::all(&store).expect("readable").iter().map(|account| account.state).collect::<Vec<_>>();
        let [lost @ AccountState::LoginNeeded { why: LoginNeed::NotKept, .. }, AccountState::Active] = states[..]
        else {
            panic!("the first is to be signed in again: {states:?}")
        };
        let alert = Line::AccountAlert { id: AccountId(1), account: "Sales".into(), state: lost };
        let told = Task::Team(TeamTask::Say { place: Place::Panel(MemberId(1)), line: alert });
        assert_eq!(Entry::all(&store).expect("readable").iter().map(|entry| &entry.task).collect::<Vec<_>>(), [&told]);
    }

    #[tokio::test]
    async fn members_and_managed_accounts_are_not_admitted() {
        let (intake, _) = intake().await;
        let admit = |account, user| intake.admit(AccountId(account), MemberId(1), UserId(user), sales());
        assert_eq!(admit(1, 50).await.expect("durable"), Ok(()));
        assert_eq!(admit(1, 50).await.expect("durable"), Ok(()), "signed in again");
        assert_eq!(admit(2, 50).await.expect("durable"), Err(LoginFailure::AlreadyManaged));
        assert_eq!(admit(1, 60).await.expect("durable"), Err(LoginFailure::AlreadyManaged), "another person");
        assert_eq!(admit(3, 1).await.expect("durable"), Err(LoginFailure::IsMember));
    }
}
