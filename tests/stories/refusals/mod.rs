//! Bad input: each has its own plain sentence, and changes nothing.

mod binding;
mod logins;
mod panel;
mod sending;
mod threads;
