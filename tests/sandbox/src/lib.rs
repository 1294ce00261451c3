//! A Telegram in a process: one world behind an MTProto door and a Bot API door.
//!
//! **It knows nothing of any program under test. It is strict where Telegram is documented to be strict, and what it
//! does not have it names: a method that is missing answers an error with its name, and dropping a [`Sandbox`] that
//! was asked for one fails the test.**
//!
//! - [`world`] — users, chats, messages and rules; synchronous, no protocol.
//! - `mtproto` — the door for MTProto clients.
//! - [`bot_api`] — the door for bots.
//! - [`control`] — the door through which a program in any language directs the world.
//! - [`people`] — driving people through the world's own rules.
//! - [`clock`] — real or virtual time. [`keys`] — what a client in another process may compute.
pub mod bot_api;
pub mod clock;
pub mod control;
pub mod keys;
mod mtproto;
pub mod people;
mod sandbox;
pub mod world;

pub use clock::{Clock, Time};
pub use keys::auth_key;
pub use people::{Bot, Group, KINDS, PATIENCE, Person, Place, Topic};
pub use sandbox::{Address, Options, Ports, Sandbox};
pub use world::{Limits, Refusal, Shared, World};
