//! How accounts are signed in by phone: a number that is typed, a code on keys, a password.

use super::Town;
use telegram_sandbox::{Person, world::Seen};

impl Town {
    /// An owner goes through the panel to the question for a number.
    pub async fn begins_phone_login(&self, owner: &Person) -> Seen {
        self.opens_panel(owner).await;
        self.presses(owner, &self.label("button-accounts")).await;
        self.presses(owner, &self.label("button-add-account")).await;
        self.presses(owner, &self.label("button-begin-phone")).await;
        self.asks_number(owner).await
    }

    pub async fn asks_number(&self, owner: &Person) -> Seen {
        let question = self.label("login-number");
        self.shows(owner, &self.bot, &question).await
    }

    /// Types a secret and waits until it was taken away.
    pub async fn types_secret(&self, owner: &Person, secret: &str) {
        self.act(owner, "••••••••");
        let message = owner.says(&self.bot, secret).expect("people type");
        self.gone(owner, message).await;
    }

    /// The keypad, once it says this.
    pub async fn keypad(&self, owner: &Person, words: &str) -> Seen {
        let fits = |seen: &Seen| seen.text.contains(words) && key(seen, "0");
        self.waits(owner, &self.bot, &format!("a keypad with “{words}”"), fits).await
    }

    /// Presses a code's digits, one after the other, as fast as people do.
    pub async fn enters_code(&self, owner: &Person, code: &str) {
        let keypad = self.keypad(owner, &self.label("login-code")).await;
        self.act(owner, "[•] [•] [•] [•] [•]");
        for digit in code.chars() {
            self.passes(1);
            owner.presses(&self.bot, keypad.id, &digit.to_string()).await.expect("a key is there and is answered");
        }
    }

    /// The code that Telegram has sent to somebody, once it has asked for it.
    pub async fn code_of(&self, owner: &Person, account: &Person) -> String {
        self.keypad(owner, &format!("+{}", account.phone_number())).await;
        account.login_code().expect("the code has come")
    }

    /// An owner goes through the panel as far as the keypad for an account's code; returns the code.
    pub async fn comes_to_code(&self, owner: &Person, account: &Person) -> String {
        self.begins_phone_login(owner).await;
        self.types_secret(owner, &account.phone_number()).await;
        self.code_of(owner, account).await
    }

    /// An owner connects an account by its phone number, with its two-step password if it has one.
    pub async fn connects_by_phone(&self, owner: &Person, account: &Person, password: Option<&str>) {
        let code = self.comes_to_code(owner, account).await;
        self.enters_code(owner, &code).await;
        if let Some(password) = password {
            self.types_password(owner, password).await;
        }
        self.shows(owner, &self.bot, &self.label("login-done")).await;
    }
}

fn key(seen: &Seen, label: &str) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text == label)
}
