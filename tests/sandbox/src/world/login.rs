//! Signing in: two-step passwords, QR tokens, exported authorizations, sessions. Codes have a file of their own.
//! **A session is one authorization key in one data centre; it belongs to at most one person, for as long as it is not revoked.**
//! <https://core.telegram.org/api/auth>, <https://core.telegram.org/api/qr-login>
use super::{
    Body, Change, Chat, Kind, Mailbox, MessageId, Person, Refusal, Sender, SessionId, Text, User, UserId, World,
};
use crate::clock::Time;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// Telegram's own account: codes and warnings come from it.
pub const OFFICIAL: UserId = UserId(777_000);
const TOKEN_LIFE: Duration = Duration::from_secs(30);

/// One authorization key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub dc: i32,
    pub state: SignedIn,
    pub since: Time,
    pub device: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedIn {
    Nobody,
    /// Code or QR accepted, two-step password still to come.
    Password(UserId),
    User(UserId),
    /// Ended; answers why from now on.
    Ended(SessionEnd),
}

/// Why a session ended. <https://core.telegram.org/api/errors#401-unauthorized>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// From another device.
    Revoked,
    Expired,
    Unregistered,
    /// It was used from two places at once.
    Duplicated,
    /// The account was deleted.
    Deactivated,
    /// The account was banned.
    Banned,
}

impl SessionEnd {
    /// The code and name that every call of the session meets.
    pub fn error(self) -> (i32, &'static str) {
        match self {
            SessionEnd::Revoked => (401, "SESSION_REVOKED"),
            SessionEnd::Expired => (401, "SESSION_EXPIRED"),
            SessionEnd::Unregistered => (401, "AUTH_KEY_UNREGISTERED"),
            SessionEnd::Duplicated => (406, "AUTH_KEY_DUPLICATED"),
            SessionEnd::Deactivated => (401, "USER_DEACTIVATED"),
            SessionEnd::Banned => (401, "USER_DEACTIVATED_BAN"),
        }
    }
}

/// A login token as shown in a QR code, without the `tg://login?token=` around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginToken {
    pub bytes: Vec<u8>,
    pub expires: Time,
}

/// What exporting a token came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenState {
    Show(LoginToken),
    /// Accepted by an account of another data centre: import the token there.
    MigrateTo {
        dc: i32,
        token: Vec<u8>,
    },
    Success(UserId),
}

#[derive(Default)]
pub(super) struct Logins {
    sessions: BTreeMap<SessionId, Session>,
    tokens: HashMap<Vec<u8>, Token>,
    exported: HashMap<Vec<u8>, UserId>,
}

struct Token {
    session: SessionId,
    expires: Time,
    accepted: Option<UserId>,
}

impl World {
    pub(super) fn insert_official(&mut self) {
        let person = Person { dc: 1, open_to_invites: false, ..Person::with_phone("42777".into()) };
        let user = User {
            id: OFFICIAL,
            first_name: "Telegram".into(),
            last_name: None,
            username: None,
            language: None,
            photo: None,
            kind: Kind::Person(person),
            deleted: false,
            about: String::new(),
            contacts: BTreeSet::new(),
            blocked: BTreeSet::new(),
            mailbox: Mailbox::starting_at(1),
            dialogs: BTreeMap::new(),
            random_ids: HashMap::new(),
        };
        self.users.insert(OFFICIAL, user);
    }

    /// The session of a key, made on first sight.
    pub fn session(&mut self, id: SessionId, dc: i32) -> &mut Session {
        let since = self.now();
        let fresh = Session { id, dc, state: SignedIn::Nobody, since, device: String::new() };
        self.logins.sessions.entry(id).or_insert(fresh)
    }

    pub fn sessions_of(&self, user: UserId) -> impl Iterator<Item = &Session> {
        self.logins.sessions.values().filter(move |s| s.state == SignedIn::User(user))
    }

    /// Telegram writes to a person.
    pub fn official_says(&mut self, to: UserId, text: impl Into<Text>) -> MessageId {
        let body = Body::Content { text: text.into(), media: None };
        let message = self.blank(Chat::User(to), Sender::User(OFFICIAL), OFFICIAL, body);
        self.deliver(OFFICIAL, message)
    }

    /// The first factor holds: in, or on to the password.
    pub(super) fn admit(&mut self, session: SessionId, user: UserId) -> Result<UserId, Refusal> {
        let asks = self.user(user)?.person().is_some_and(|p| p.password.is_some());
        if asks {
            if let Some(session) = self.logins.sessions.get_mut(&session) {
                session.state = SignedIn::Password(user);
            }
            return Err(Refusal::Unauthorized("SESSION_PASSWORD_NEEDED"));
        }
        self.complete(session, user)
    }

    /// The door has verified the two-step password.
    ///
    /// # Errors
    /// When no password was being waited for.
    pub fn password_passed(&mut self, session: SessionId) -> Result<UserId, Refusal> {
        match self.logins.sessions.get(&session).map(|s| s.state) {
            Some(SignedIn::Password(user)) => self.complete(session, user),
            _ => Err(Refusal::Unauthorized("AUTH_KEY_UNREGISTERED")),
        }
    }

    fn complete(&mut self, id: SessionId, user: UserId) -> Result<UserId, Refusal> {
        let now = self.now();
        let session = self.logins.sessions.get_mut(&id).ok_or(Refusal::Unauthorized("AUTH_KEY_UNREGISTERED"))?;
        (session.state, session.since) = (SignedIn::User(user), now);
        let device = session.device.clone();
        self.record(Change::SignedIn { user, session: id });
        let name = self.user(user)?.first_name.clone();
        let text =
            format!("New login. Dear {name}, we detected a login into your account from a new device: {device}.");
        self.official_says(user, text);
        Ok(user)
    }

    /// A bot has shown its token.
    ///
    /// # Errors
    /// A key that was never seen.
    pub fn sign_in_bot(&mut self, id: SessionId, bot: UserId) -> Result<(), Refusal> {
        let now = self.now();
        let session = self.logins.sessions.get_mut(&id).ok_or(Refusal::Unauthorized("AUTH_KEY_UNREGISTERED"))?;
        (session.state, session.since) = (SignedIn::User(bot), now);
        Ok(())
    }

    // ---- QR

    /// # Errors
    /// 401 `SESSION_PASSWORD_NEEDED` when the token was accepted by somebody with a two-step password.
    pub fn export_login_token(&mut self, session: SessionId, dc: i32) -> Result<TokenState, Refusal> {
        let now = self.now();
        let mine = self.logins.tokens.iter().find(|(_, t)| t.session == session && t.accepted.is_some());
        if let Some((bytes, user)) = mine.and_then(|(bytes, t)| Some((bytes.clone(), t.accepted?))) {
            let home = self.user(user)?.person().map_or(dc, |p| p.dc);
            if home != dc {
                return Ok(TokenState::MigrateTo { dc: home, token: bytes });
            }
            self.logins.tokens.remove(&bytes);
            return self.admit(session, user).map(TokenState::Success);
        }
        let current = self.logins.tokens.iter().find(|(_, t)| t.session == session && t.expires > now);
        if let Some((bytes, token)) = current {
            return Ok(TokenState::Show(LoginToken { bytes: bytes.clone(), expires: token.expires }));
        }
        let (bytes, expires) = (self.random::<32>().to_vec(), now + TOKEN_LIFE);
        self.logins.tokens.insert(bytes.clone(), Token { session, expires, accepted: None });
        Ok(TokenState::Show(LoginToken { bytes, expires }))
    }

    /// A signed-in phone of `user` has scanned the code.
    ///
    /// # Errors
    /// `AUTH_TOKEN_INVALID`, `AUTH_TOKEN_EXPIRED`, `AUTH_TOKEN_ALREADY_ACCEPTED`.
    pub fn accept_login_token(&mut self, user: UserId, token: &[u8]) -> Result<SessionId, Refusal> {
        let now = self.now();
        let found = self.logins.tokens.get_mut(token).ok_or(Refusal::Login("AUTH_TOKEN_INVALID"))?;
        if found.accepted.is_some() {
            return Err(Refusal::Login("AUTH_TOKEN_ALREADY_ACCEPTED"));
        }
        if found.expires <= now {
            return Err(Refusal::Login("AUTH_TOKEN_EXPIRED"));
        }
        found.accepted = Some(user);
        let session = found.session;
        self.record(Change::TokenAccepted { session });
        Ok(session)
    }

    /// The second step after [`TokenState::MigrateTo`], in the account's own data centre.
    ///
    /// # Errors
    /// `AUTH_TOKEN_INVALID`, or 401 `SESSION_PASSWORD_NEEDED`.
    pub fn import_login_token(&mut self, session: SessionId, token: &[u8]) -> Result<UserId, Refusal> {
        let found = self.logins.tokens.remove(token).ok_or(Refusal::Login("AUTH_TOKEN_INVALID"))?;
        let user = found.accepted.ok_or(Refusal::Login("AUTH_TOKEN_INVALID"))?;
        self.admit(session, user)
    }

    // ---- other data centres, and the end

    pub fn export_authorization(&mut self, user: UserId) -> Vec<u8> {
        let bytes = self.random::<32>().to_vec();
        self.logins.exported.insert(bytes.clone(), user);
        bytes
    }

    /// # Errors
    /// `AUTH_BYTES_INVALID`.
    pub fn import_authorization(&mut self, session: SessionId, user: UserId, bytes: &[u8]) -> Result<UserId, Refusal> {
        let known = self.logins.exported.remove(bytes).filter(|u| *u == user);
        let user = known.ok_or(Refusal::Login("AUTH_BYTES_INVALID"))?;
        if let Some(session) = self.logins.sessions.get_mut(&session) {
            session.state = SignedIn::User(user);
        }
        Ok(user)
    }

    /// The client signs itself out.
    pub fn log_out(&mut self, session: SessionId) {
        if let Some(session) = self.logins.sessions.get_mut(&session) {
            session.state = SignedIn::Nobody;
        }
    }

    /// All sessions of a person end from another device; their connections are dropped.
    pub fn revoke(&mut self, user: UserId) {
        self.end_sessions(user, SessionEnd::Revoked);
    }

    /// All sessions of a person end for a reason; their connections are dropped.
    pub fn end_sessions(&mut self, user: UserId, end: SessionEnd) {
        let ended: Vec<SessionId> = self.sessions_of(user).map(|s| s.id).collect();
        for session in ended {
            self.end_session(user, session, end);
        }
    }

    /// One session of a person ends from another device.
    pub fn revoke_session(&mut self, user: UserId, session: SessionId) {
        self.end_session(user, session, SessionEnd::Revoked);
    }

    fn end_session(&mut self, user: UserId, session: SessionId, end: SessionEnd) {
        if let Some(session) = self.logins.sessions.get_mut(&session) {
            session.state = SignedIn::Ended(end);
        }
        // What it has handed out to take elsewhere is worth nothing any more.
        self.logins.exported.retain(|_, of| *of != user);
        self.record(Change::Revoked { user, session });
    }

    /// Closes a person's connections; their sessions live on.
    pub fn cut(&mut self, user: UserId) {
        self.record(Change::Cut { user });
    }
}
