//! Counts what passes between the core and the networks, without their knowing: each door is wrapped in one that counts
//! and hands on.

use crate::{
    domain::{
        AccountId, AccountState, ClientIdentity, ClientMessageId, LoginFailure, LoginId, MemberId, PeerId, UserId,
    },
    ports::{
        AccountIntake, ClientAction, ClientError, ClientEvent, ClientNetwork, ClientReceipt, IntakeError, TeamAction,
        TeamError, TeamNetwork, TeamReceipt, TeamSend,
    },
};
use async_trait::async_trait;
use metrics::counter;
use std::sync::Arc;

/// See the module.
pub struct Watched<T: ?Sized>(pub Arc<T>);

#[async_trait]
impl TeamNetwork for Watched<dyn TeamNetwork> {
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError> {
        let action = team_action(&send.action);
        let ended = self.0.perform(send).await;
        counter!("pult_bot_requests_total", "action" => action).increment(1);
        if let Err(error) = &ended {
            counter!("pult_bot_failures_total", "action" => action, "error" => team_error(error)).increment(1);
        }
        ended
    }
}

#[async_trait]
impl ClientNetwork for Watched<dyn ClientNetwork> {
    async fn perform(&self, account: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        let name = client_action(action);
        let ended = self.0.perform(account, action).await;
        counter!("pult_client_requests_total", "action" => name).increment(1);
        if let Err(error) = &ended {
            counter!("pult_client_failures_total", "action" => name, "error" => client_error(error)).increment(1);
        }
        ended
    }
}

#[async_trait]
impl AccountIntake for Watched<dyn AccountIntake> {
    async fn events(&self, account: AccountId, events: Vec<ClientEvent>) -> Result<(), IntakeError> {
        let names: Vec<_> = events.iter().map(event).collect();
        let ended = self.0.events(account, events).await;
        match &ended {
            Ok(()) => names.into_iter().for_each(|name| counter!("pult_events_total", "event" => name).increment(1)),
            Err(_) => counter!("pult_events_failed_total", "account" => account.to_string()).increment(1),
        }
        ended
    }

    async fn state_changed(&self, account: AccountId, state: AccountState, lasting: bool) -> Result<(), IntakeError> {
        self.0.state_changed(account, state, lasting).await
    }

    async fn admit(
        &self,
        account: AccountId,
        by: MemberId,
        user: UserId,
        identity: ClientIdentity,
    ) -> Result<Result<(), LoginFailure>, IntakeError> {
        self.0.admit(account, by, user, identity).await
    }

    fn followed(&self, account: AccountId) -> Result<Vec<(PeerId, Option<ClientMessageId>)>, IntakeError> {
        self.0.followed(account)
    }

    async fn login_changed(&self, login: LoginId) -> Result<(), IntakeError> {
        self.0.login_changed(login).await
    }
}

fn team_action(action: &TeamAction) -> &'static str {
    match action {
        TeamAction::OpenThread { .. } => "open_thread",
        TeamAction::Post { .. } => "post",
        TeamAction::PostAlbum { .. } => "post_album",
        TeamAction::Edit { .. } => "edit",
        TeamAction::Replace { .. } => "replace",
        TeamAction::Delete { .. } => "delete",
        TeamAction::React { .. } => "react",
        TeamAction::Show { .. } => "show",
        // Looks, and what is done to people.
        _ => "desk",
    }
}

fn team_error(error: &TeamError) -> &'static str {
    match error {
        TeamError::RateLimited(_) => "rate_limited",
        TeamError::ThreadGone => "thread_gone",
        TeamError::ThreadClosed => "thread_closed",
        TeamError::MessageGone => "message_gone",
        TeamError::Forbidden => "forbidden",
        TeamError::Migrated(_) => "migrated",
        TeamError::Refused(_) => "refused",
        TeamError::TokenRefused => "token_refused",
        TeamError::NotSent => "not_sent",
        TeamError::Ambiguous => "unanswered",
    }
}

fn client_action(action: &ClientAction) -> &'static str {
    match action {
        ClientAction::Send { .. } => "send",
        ClientAction::SendMedia { .. } => "send_media",
        ClientAction::Edit { .. } => "edit",
        ClientAction::Replace { .. } => "replace",
        ClientAction::Delete { .. } => "delete",
        ClientAction::MarkRead { .. } => "mark_read",
        ClientAction::React { .. } => "react",
        // Steps of making and guarding a desk.
        _ => "desk",
    }
}

fn client_error(error: &ClientError) -> &'static str {
    match error {
        ClientError::Refused(_) => "refused",
        ClientError::DeskRefused(_) => "desk_refused",
        ClientError::Later(_) => "later",
        ClientError::Offline => "offline",
        ClientError::Unanswered => "unanswered",
    }
}

fn event(event: &ClientEvent) -> &'static str {
    match event {
        ClientEvent::Message { .. } => "message",
        ClientEvent::Edited { .. } => "edited",
        ClientEvent::Deleted { .. } | ClientEvent::GroupDeleted { .. } => "deleted",
        ClientEvent::ReadByClient { .. } => "read",
        ClientEvent::Reacted { .. } => "reacted",
        _ => "other",
    }
}
