//! Both doors, tried with the clients that real programs use.
mod bot_api;
