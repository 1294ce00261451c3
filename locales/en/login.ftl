### Connecting an account.

login-failed-expired = ⌛️ Nobody scanned the code in time, so the login has ended. Begin again when the phone is at hand.
login-failed-cancelled = The login was cancelled. Nothing was connected.
login-failed-already-managed = This account is connected already. If it should be another one, switch to it in Telegram on the phone and begin again.
login-failed-is-member = This is the personal account of a team member; those are not managed. Scan the code from the agency's account.
login-failed-banned = ⛔️ Telegram has banned this account, so it cannot be connected. Appeal from its phone or write to recover@telegram.org.
login-failed-flood-wait = Telegram asks to wait { $duration } before the next attempt. Begin again after that.
login-failed-no-connection = There is no connection to Telegram from our server just now. Try again in a minute.
login-failed-other = Telegram answered <code>{ $code }</code>. Nothing was connected; begin again, and if it repeats, keep this code for support.

add-account-title = ＋ <b>Connecting an account</b>
add-account-how =
    I will show a QR code. Scan it with the phone that is signed in to the account:
    <b>Settings → Devices → Link Desktop Device</b>
add-account-warning =
    ⚠️ The code is a one-time key to the account. Do not forward it, do not photograph it; it changes every half a minute and disappears when the login is over.
button-begin = ▶ Show the code

login-connecting = 🔌 Connecting to Telegram…
login-qr =
    <b>Scan this code</b>
    On the phone of the account: <b>Settings → Devices → Link Desktop Device</b>, and point the camera here.
login-qr-valid = ⏳ Valid until { $until }. A new one comes by itself.
login-qr-warning = ⚠️ A one-time key: do not forward it or show it to anybody.
login-password =
    🔐 <b>This account has a two-step password</b>
    Send it here as a message. I delete the message at once and keep the password nowhere.
login-password-hint = 💡 Hint: { $hint }
login-password-wrong =
    { $n ->
        [one] ❌ That was not the right password. Try again.
       *[other] ❌ Not right, { $n } times now. Mind the case of letters and the keyboard's language.
    }
login-checking = ⏳ Checking with Telegram…
login-done = ✅ <b>The account is connected.</b>
login-done-next = Next: make a desk to answer its clients, or invite somebody who will.
login-gone = This login is over. It may have been cancelled, or I was restarted; nothing was connected by it.
button-new-code = ↻ New code
button-begin-again = ↻ Begin again
