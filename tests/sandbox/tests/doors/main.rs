//! Real clients against the sandbox: what works on Telegram has to work here, and fail here as it fails there.
mod accounts;
mod bot_api;
mod codes;
mod control;
mod groups;
mod login;
mod media;
mod members;
mod messages;
mod rules;
mod trouble;
