//! A Telegram in a process.
