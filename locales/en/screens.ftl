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
button-reconnect = ↻ Reconnect
button-switch-off = ⏻ Switch off
button-switch-off-now = ⏻ Yes, switch off
button-details = Details
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
accounts-row-answers-and = { $member } answers, +{ $n }
accounts-row-dialogs = 💬 { $n }

account-gone = This account is no longer connected.
account-title = 📱 <b>{ $name }</b>
account-state-since = { $state } · since { $since }
account-state-until = { $state } · until { $until }
account-responsible = 👤 New clients go to { $member }
account-assigned = 👥 Also work with it: { $members }
account-dialogs =
    { $n ->
        [0] 💬 No dialogs yet
        [one] 💬 { $n } dialog
       *[other] 💬 { $n } dialogs
    }
account-desk-ready = 🗂 The desk is ready
account-desk-none = 🗂 No desk yet: messages wait until { $member } makes one
account-active = 🕑 Last activity: { $ago }
account-added = 🗓 Connected on { $date }
account-hint-connecting = It usually takes seconds. Messages to clients wait and go out when the connection is there.
account-hint-switched-off = An owner switched it off. What clients write stays in Telegram and arrives here when it is connected again.
account-hint-unreachable = Telegram does not answer. I keep trying by myself; messages to clients wait and go out when the connection is back.
account-hint-failing = It connects, but what arrives cannot be stored here. Nothing is lost: Telegram sends it again. Look at the server: free disk space and the log.
account-hint-login-needed = Telegram ended the session. Nothing is lost: sign in again, and everything that waits goes on.
account-hint-duplicated = The session was used from two places at once, so Telegram ended it. Make sure that Pult runs on one server only, then sign in again. Nothing is lost.
account-hint-key-unknown = Telegram does not recognize the session's key. The key is kept: reconnect first, and sign in again if that does not help. Nothing is lost.
account-hint-not-kept = The login was cut off at its very end. Sign in again; nothing is lost.
account-hint-limited = It can answer clients, but not write to new people. @SpamBot on that account says until when.
account-hint-frozen = It can read, but not write. Telegram on that account's phone says why and how to appeal. Messages to clients stay here.
account-hint-wait = Telegram asked it to slow down. What has to wait goes out by itself then; everything else goes on.
account-hint-banned = What was relayed stays here. Appeal from its phone, or write to recover@telegram.org.

switch-off-title = ⏻ Switch <b>{ $name }</b> off?
switch-off-what =
    { $n ->
        [0] Nothing will arrive from it or go out until it is connected again. What clients write meanwhile stays in Telegram and comes then. The session stays valid: no new login will be needed.
        [one] { $n } dialog will stand still: nothing arrives or goes out until the account is connected again. What the client writes meanwhile stays in Telegram and comes then. The session stays valid: no new login will be needed.
       *[other] { $n } dialogs will stand still: nothing arrives or goes out until the account is connected again. What clients write meanwhile stays in Telegram and comes then. The session stays valid: no new login will be needed.
    }

## Settings

settings-title = ⚙️ <b>Settings</b>
settings-language = The language of your screens and notices:
settings-chosen = ✓ { $language }
