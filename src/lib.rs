//! Pult: a CRM control plane that lives inside Telegram.
//!
//! Agencies talk to clients through several Telegram accounts. The accounts run here as MTProto sessions; a bot is the
//! team's only interface. Two adapters at the edges know Telegram ([`accounts`] by MTProto, [`bot`] by the Bot API); the
//! core in the middle knows neither.
//!
//! # One message in, one message out
//!
//! ```text
//! client ─▶ accounts ─▶ relay: plan ─▶ one commit ─▶ outbox ─▶ scheduler ─▶ bot ─▶ the operator's thread
//!                                                                             └─▶ receipt: one commit
//! thread ─▶ bot ─▶ one commit (raw update) ─▶ relay: plan ─▶ one commit ─▶ outbox ─▶ accounts ─▶ client
//!                                                                             └─▶ receipt: one commit
//! ```
//!
//! - **Nothing is acknowledged before it is durable, nothing is sent that is not in the outbox, every effect can be
//!   retried.** Accounts save their position, and the bot confirms updates, only after the commit.
//! - **A plan reads and decides, one place commits ([`relay::Committer`]), another performs ([`relay::delivery`]).**
//! - **Outbox entries point to what they are about; words are chosen when they are sent**, for the person who reads
//!   them: language, rights and the latest content are those of that moment.
//! - **Every action asks the rights of the person acting, at that moment** ([`team::rights`]).
//! - **What is in a desk is seen by everybody in it, so a desk is guarded** ([`relay::guard`]): who does not belong there is
//!   removed, and nothing is relayed into it meanwhile.
//!
//! # The rooms, ground floor first
//!
//! | room | purpose |
//! |---|---|
//! | [`domain`] | ids, texts, lines and views: values, no I/O, no language |
//! | [`ports`] | what the core asks of the world, as traits |
//! | [`store`] | typed records over an ordered engine; sealing, indexes, tallies, migrations |
//! | [`team`] | members, the rights matrix, invites, accounts as the team sees them, masking, audit |
//! | [`crm`] | contacts, the ledger |
//! | [`relay`] | what happens to a message, and to desks: plans, links, outbox, scheduler, delivery |
//! | [`reports`] | period → figures, with those of the time before |
//! | [`picture`] | figures and QR codes as PNG |
//! | [`locale`] | Fluent messages, dates, numbers, names |
//! | [`screens`] | model → text, buttons, picture |
//! | [`accounts`] | the grammers adapter: sessions, login, intake, sending, supervision |
//! | [`bot`] | the teloxide adapter: intake, routing, commands, buttons, delivery |
//! | [`jobs`] | what happens at its time by itself: digests, birthdays |
//! | [`records`] | the list of everything that is stored, room by room |
//! | [`config`], [`telemetry`], [`app`] | settings; logs; wiring. The command line is `main.rs` |
//!
//! Who may import whom is held by `tests/tidy.rs`.
//!
//! Codes in comments name the product's promises by their letter: A accounts and login, C contacts, D dialogs and desks,
//! F finance, G navigation, O running it, R what is relayed, T the team; so R5 is the delivery state, T7 the first owner's
//! link.
//!
//! # Where the code is simpler than the plan it was built from
//!
//! - An account's event is planned and committed when it arrives; there is no inbox of raw MTProto updates. Telegram
//!   repeats what was not acknowledged, and messages are known by their ids, so a repetition changes nothing.
//! - One record is a message with both its places (in the client's chat and in the desk); there are no separate links.
//! - Buttons are kept on the server and carry an unguessable reference, instead of signed arguments.
//! - Helper bots take no updates: what they say has no buttons, and what people answer to it the main bot sees.
//! - Media passes through the account's private chat with the bot; there is no transit group to make, guard and heal.

pub mod accounts;
pub mod app;
pub mod bot;
pub mod config;
pub mod crm;
pub mod domain;
pub mod jobs;
pub mod locale;
pub mod picture;
pub mod ports;
pub mod records;
pub mod relay;
pub mod reports;
pub mod screens;
pub mod store;
pub mod team;
pub mod telemetry;
