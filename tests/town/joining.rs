//! How people come together: claiming the agency, connecting an account, inviting.

use super::Town;
use pult::app::control;
use telegram_sandbox::{
    PATIENCE, Person, Place,
    world::{Media, Seen, World},
};

impl Town {
    /// The first owner opens the one-time link.
    pub async fn claims(&self, owner: &Person) {
        let link = self.owner_link();
        self.act(owner, "/start ••••••");
        self.transcript.mask(Town::payload(&link));
        owner.opens_deep_link(&self.bot, Town::payload(&link)).expect("the link opens the bot");
        self.button(owner, &self.label("button-settings")).await;
    }

    /// A further owner opens a link that was made at the server.
    pub async fn claims_too(&self, owner: &Person) {
        let made = control::ask(&self.data_dir(), control::Request::OwnerLink).await;
        assert!(matches!(made, Ok(Some(control::Answer::OwnerLink { .. }))), "Pult runs and makes a link");
        self.claims(owner).await;
    }

    /// Opens the panel's home screen with a command and waits for it.
    pub async fn opens_panel(&self, who: &Person) -> Seen {
        let asked = self.tells(who, "/start");
        // A digest may come between, with other buttons.
        let notebook = self.label("button-notebook");
        self.waits(who, &self.bot, "the home screen", |seen| {
            seen.id > asked && seen.buttons.iter().flatten().any(|button| button.text == notebook)
        })
        .await
    }

    /// An owner connects an account by QR code, with its two-step password if it has one.
    pub async fn connects(&self, owner: &Person, account: &Person, password: Option<&str>) {
        let code = self.begins_login(owner).await;
        let picture = owner.sees(&self.bot).iter().filter(|seen| seen.media.is_some()).map(|seen| seen.id).max();
        self.scans(account, &code).await;
        if let Some(password) = password {
            self.types_password(owner, password).await;
        }
        // Below the code: an earlier account's end may still stand above.
        let done = self.label("login-done");
        self.waits(owner, &self.bot, &done, |seen| Some(seen.id) > picture && seen.text.contains(&done)).await;
    }

    /// An owner goes through the panel to a QR code; returns what it says.
    pub async fn begins_login(&self, owner: &Person) -> String {
        self.opens_panel(owner).await;
        self.presses(owner, &self.label("button-accounts")).await;
        self.presses(owner, &self.label("button-add-account")).await;
        self.presses(owner, &self.label("button-begin")).await;
        self.qr(owner).await
    }

    /// The account's phone scans a code.
    pub async fn scans(&self, account: &Person, code: &str) {
        self.act(account, "📷 QR");
        account.scans_qr(code).expect("a fresh code can be scanned");
    }

    /// Waits for the question, types a password and waits until it was taken away and answered.
    pub async fn types_password(&self, owner: &Person, password: &str) {
        let asked = self
            .waits(owner, &self.bot, "the question for the password", |seen| !seen.own && seen.text.contains("🔐"))
            .await;
        self.act(owner, "••••••••");
        let message = owner.says(&self.bot, password).expect("the password is sent");
        self.gone(owner, message).await;
        self.waits(owner, &self.bot, "an answer to the password", |seen| {
            !seen.own && (seen.text.contains('❌') || seen.text.contains('✅')) && seen.text != asked.text
        })
        .await;
    }

    /// What the QR code on the screen says.
    pub async fn qr(&self, owner: &Person) -> String {
        let seen = self.waits(owner, &self.bot, "a picture", |seen| seen.media == Some("photo")).await;
        let png = owner.picture(&self.bot, seen.id).expect("the photo has bytes");
        let code = read_qr(&png);
        *self.qr.lock().expect("nobody panics with the picture") = Some(png);
        code
    }

    /// The code on the screen once it is another one than `old`; `None` when no other comes.
    pub async fn next_qr(&self, owner: &Person, old: &str) -> Option<String> {
        let chat = Place::from(&self.bot).chat;
        let newer = |world: &mut World| {
            let photo = world.messages(owner.id, chat).rev().find_map(|message| match message.media()? {
                Media::Photo { file, .. } => world.files.get(file),
                _ => None,
            })?;
            Some(read_qr(&photo.bytes())).filter(|code| code != old)
        };
        self.sandbox.world().wait(PATIENCE, newer).await
    }

    /// The last QR picture that was read.
    pub fn qr_picture(&self) -> Option<Vec<u8>> {
        self.qr.lock().expect("nobody panics with the picture").clone()
    }

    /// Waits until no picture is left in the person's chat with the bot: a QR code does not stay.
    pub async fn picture_goes(&self, who: &Person) {
        let none = |seen: &[Seen]| seen.iter().all(|seen| seen.media.is_none());
        self.waits_until(who, &self.bot, "the picture goes", none).await;
    }

    /// Waits until an own message is gone from the person's chat with the bot.
    pub async fn gone(&self, who: &Person, message: telegram_sandbox::world::MessageId) {
        let none = |seen: &[Seen]| seen.iter().all(|seen| seen.id != message);
        self.waits_until(who, &self.bot, "the message is deleted", none).await;
    }

    /// Waits until an account whose login is over hears what comes: a connection of its own follows that of the login.
    pub async fn listens(&self, account: &Person) {
        let listens = |world: &mut World| (world.listened(account.id) > 0).then_some(());
        // A connection that broke off is made again after a pause, which somebody has to let pass.
        for _ in 0..4 {
            if self.sandbox.world().wait(PATIENCE, listens).await.is_some() {
                return;
            }
            self.passes(2);
        }
        panic!("an account that was connected listens");
    }

    /// An owner invites somebody as operator for these accounts; returns the link.
    pub async fn invites(&self, owner: &Person, accounts: &[&str]) -> String {
        let panel = self.opens_panel(owner).await;
        self.presses(owner, &self.label("button-team")).await;
        self.presses(owner, &self.label("button-invite")).await;
        for account in accounts {
            let [chosen, open] = ["☑", "☐"].map(|mark| format!("{mark} {account}"));
            let has = |seen: &Seen, label: &str| seen.buttons.iter().flatten().any(|button| button.text == label);
            let offered = |seen: &Seen| seen.id == panel.id && (has(seen, &chosen) || has(seen, &open));
            let choice = self.waits(owner, &self.bot, &open, offered).await;
            // A single account is chosen from the start.
            if has(&choice, &open) {
                self.presses(owner, &open).await;
                // The next choice is made on top of this one.
                self.button(owner, &chosen).await;
            }
        }
        self.presses(owner, &self.label("button-create-invite")).await;
        // Earlier invites may still stand above.
        let made = |seen: &Seen| seen.id == panel.id && seen.text.contains("?start=j_");
        let seen = self.waits(owner, &self.bot, "the link of the invite", made).await;
        let link = seen.text.split_whitespace().find(|word| word.contains("?start=j_")).expect("the link is a word");
        self.transcript.mask(Town::payload(link));
        link.to_owned()
    }

    /// Somebody follows an invite and becomes a member.
    pub async fn joins(&self, who: &Person, link: &str) {
        self.follows(who, link).await;
        self.presses(who, &self.label("button-staff-name-right")).await;
        self.button(who, &self.label("button-settings")).await;
    }

    /// Somebody follows a link to the bot; returns its answer.
    pub async fn follows(&self, who: &Person, link: &str) -> Seen {
        self.act(who, "/start ••••••");
        let opened = who.opens_deep_link(&self.bot, Town::payload(link)).expect("the link opens the bot");
        self.waits(who, &self.bot, "an answer to the link", |seen| !seen.own && seen.id > opened).await
    }
}

/// Decodes the one QR code of a PNG.
pub fn read_qr(png: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("it is a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("the picture has a size")];
    let frame = reader.next_frame(&mut pixels).expect("the PNG is whole");
    let samples = frame.color_type.samples();
    let width = frame.width as usize;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, frame.height as usize, |x, y| {
        pixels[y * frame.line_size + x * samples * usize::from(frame.bit_depth as u8) / 8]
    });
    let grids = image.detect_grids();
    let grid = grids.first().expect("the picture holds a QR code");
    grid.decode().expect("the code can be read").1
}
