### The panel's screens: home, accounts, settings.

## Buttons of every screen

button-back = ← Back
button-home = ← Home
button-refresh = ↻ Refresh
button-cancel = ✕ Cancel
button-accounts = 📱 Accounts
button-team = 👥 Team
button-settings = ⚙️ Settings
button-desk = 🗂 Desk
button-add-account = ＋ Connect an account
button-sign-in-again = 🔑 Sign in again
button-retry = ↻ Send again

## Lists

list-more = …and { $n } more
page-of = Page { $page } of { $pages }

## Home

home-night = 🌙 Still up, <b>{ $name }</b>?
home-morning = ☀️ Good morning, <b>{ $name }</b>!
home-day = 👋 Good afternoon, <b>{ $name }</b>!
home-evening = 🌆 Good evening, <b>{ $name }</b>!
home-today = 🗓 { $today }
home-first-account = No accounts yet. <b>Begin by connecting one</b>: it takes a phone that is signed in to it and half a minute.
home-no-accounts = You have no account to work with yet. The owner can give you one.
home-accounts =
    { $n ->
        [one] 📱 { $n } account
       *[other] 📱 { $n } accounts
    }
home-all-well = All connected.
home-account-troubled = { $state } — { $name }
home-desks = 🗂 Your desks
home-desk-ready = ✓ { $account }: ready, clients' messages come there
home-desk-none = ○ { $account }: no desk yet
home-desk-first = The desk is a group where each client has a thread. Making one takes a minute: press “Desk”.

## Accounts

accounts-title = 📱 <b>Accounts</b>
accounts-none = No accounts yet. Connect the first one: you will need the phone that is signed in to it.
accounts-none-yours = No account is assigned to you yet. The owner can do that.
accounts-row = <b>{ $name }</b> · { $state }
accounts-row-phone = { $phone }
accounts-row-answers = { $member } answers

account-gone = This account is no longer connected.
account-title = 📱 <b>{ $name }</b>
account-responsible = 👤 New clients go to { $member }
account-dialogs =
    { $n ->
        [0] 💬 No dialogs yet
        [one] 💬 { $n } dialog
       *[other] 💬 { $n } dialogs
    }
account-desk-ready = 🗂 The desk is ready
account-desk-none = 🗂 No desk yet: messages wait until { $member } makes one
account-added = 🗓 Connected on { $date }
account-hint-disconnected = Messages to clients wait and go out when the connection is back.
account-hint-login-needed = Telegram ended the session. Nothing is lost: sign in again, and everything that waits goes on.
account-hint-limited = It can answer clients, but not write to new people. @SpamBot on that account says until when.
account-hint-banned = What was relayed stays here. Appeal from its phone, or write to recover@telegram.org.

## Settings

settings-title = ⚙️ <b>Settings</b>
settings-language = The language of your screens and notices:
settings-chosen = ✓ { $language }
