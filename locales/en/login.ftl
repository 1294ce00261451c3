### Connecting an account.

login-failed-expired = ⌛️ Nobody scanned the code in time, so the login has ended. Begin again when the phone is at hand.
login-failed-cancelled = The login was cancelled. Nothing was connected.
login-failed-already-managed = This account is here already. If it is to be signed in again, do that from its card under Accounts; if it should be another one, begin again with that one.
login-failed-is-member = This is the personal account of a team member; those are not managed. Scan the code from the agency's account.
login-failed-banned = ⛔️ Telegram has banned this account, so it cannot be connected. Appeal from its phone or write to recover@telegram.org.
login-failed-flood-wait = Telegram asks to wait { $duration } before the next attempt. Begin again after that.
login-failed-no-connection = There is no connection to Telegram from our server just now. Try again in a minute.
login-failed-other = Telegram answered <code>{ $code }</code>. Nothing was connected; begin again, and if it repeats, keep this code for support.
login-failed-unanswered = ⌛️ Nobody answered in time, so the login has ended. Nothing was connected; begin again when number, code and password are at hand.
login-failed-not-registered = Nobody is on Telegram under this number yet, and I register no accounts. Sign up in Telegram's own app first, or check the number and begin again.
login-failed-too-many-codes = ⏳ Codes were asked for too often for this number, and Telegram sends no more for now. Wait a few hours, or sign in by QR code.
login-failed-too-many-tries = ⏳ There were too many attempts to sign in to this account. Telegram wants a pause: try again tomorrow, or sign in by QR code.
login-failed-sms = Telegram could not send the SMS. Try again in a few minutes, or sign in by QR code.
login-failed-password-protected = Telegram does not let this account sign in by a code alone. Sign in by QR code instead.
login-failed-email-required = ✉️ Telegram wants this account to have a login e-mail first. Set it in Telegram's own app (<b>Settings → Privacy and Security → Login Email</b>), or sign in by QR code.
login-failed-payment-required = Telegram asks to be paid for a code to this number, which only its own apps can do. Sign in by QR code instead.
login-failed-api-id-invalid = Telegram does not accept our application: <code>PULT_API_ID</code> and <code>PULT_API_HASH</code> do not belong together. Copy both from my.telegram.org again and restart Pult.
login-failed-api-id-published = Telegram has blocked our application's id, because it was published somewhere. Make another one at my.telegram.org, set <code>PULT_API_ID</code> and <code>PULT_API_HASH</code> and restart Pult.
login-failed-outdated = Telegram takes this version of Pult for too old to sign in. Install a newer one and begin again.
login-failed-forgotten = Telegram has dropped this login half-way. Nothing was connected; begin again.
login-failed-internal = Something failed on our side, so the login has ended. Begin again; if it repeats, the log says more.

add-account-title = ＋ <b>Connecting an account</b>
add-account-how =
    I will show a QR code. Scan it with the phone that is signed in to the account:
    <b>Settings → Devices → Link Desktop Device</b>
add-account-warning =
    ⚠️ Either code is a one-time key to the account: do not forward it, do not photograph it. The QR code changes every half a minute and disappears when the login is over.
button-begin = 📷 Show the QR code

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
login-gone = This login is over: it was cancelled, or I was restarted meanwhile. What is connected stands under Accounts; if the account is not there, begin again.
button-new-code = ↻ New code
button-begin-again = ↻ Begin again

add-account-by-phone =
    Or by its phone number: Telegram sends a code to the account, and you enter it here on buttons.
button-begin-phone = 📞 By phone number
button-by-phone = 📞 By phone number instead
button-by-qr = 📷 By QR code instead

login-number =
    📞 <b>Which phone number does the account have?</b>
    Send it here as a message, with the country code: <code>+371 2000 1234</code>. I delete the message at once.
login-number-unreadable =
    { $n ->
        [one] ❌ That is no phone number with its country code. An example: <code>+371 2000 1234</code>.
       *[other] ❌ Still no phone number, { $n } times now. Only a plus, the country code and the digits: <code>+371 2000 1234</code>.
    }
login-number-refused = ❌ Telegram takes no codes for this number. Check the country code and every digit, and send it again.
login-sending = ⏳ Asking Telegram for a code…

login-code = 🔢 <b>Enter the login code</b>
login-code-app = Telegram has sent it to { $number } as a message, in the apps where the account is signed in: look into the chat “Telegram”.
login-code-sms = Telegram has sent it by SMS to { $number }.
login-code-call = Telegram calls { $number }, and a voice says the code.
login-code-flash-call = A call to { $number } breaks off at once. The code is the whole number that called; it looks like { $pattern }.
login-code-missed-call =
    { $n ->
        [one] A call to { $number } breaks off at once. The number that called begins with { $prefix }; the code is its last digit.
       *[other] A call to { $number } breaks off at once. The number that called begins with { $prefix }; the code is its last { $n } digits.
    }
login-code-fragment = { $number } is an anonymous number: its code is to be read on Fragment, where the number was bought.
login-code-word = Telegram has sent one word by SMS to { $number }: that is the code.
login-code-word-from = Telegram has sent one word by SMS to { $number }, beginning with “{ $beginning }”: that is the code.
login-code-phrase = Telegram has sent a few words by SMS to { $number }: they are the code.
login-code-phrase-from = Telegram has sent a few words by SMS to { $number }, beginning with “{ $beginning }”: they are the code.
login-code-email = Telegram has sent it by e-mail to { $pattern }.
login-code-firebase = Telegram wants to send an SMS to { $number } in a way that only its own apps can set off. Should none come, choose another way below.
login-code-keys-only = ⚠️ By these buttons only. A code that is sent in a message is worthless from that moment.
login-code-type-words = Send it here as a message, just as it stands in the SMS. I delete the message at once.
login-code-until = ⏳ Valid until { $until }.
login-code-resend-from = No code? From { $at } it can come { $how }.
login-code-wrong =
    { $n ->
        [one] ❌ That was not the code. Try again; the last one that came counts.
       *[other] ❌ Not the code, { $n } times now. The last one that came counts; after too many attempts Telegram wants a pause.
    }
login-code-unanswered = ❌ Telegram did not answer. The code was not used up: enter it again.
login-code-no-other-way = There is no further way to send the code. The one that was sent still works.
login-code-use-keys = ⚠️ I have deleted your message. The code is entered by the buttons.
login-code-typed =
    ⚠️ <b>This code is worthless now</b>
    It was sent in a message, and Telegram cancels every code that it sees in one, so that nobody can be talked into giving it away. I have deleted the message and not used the code. Have a new one sent, and enter it by the buttons.
login-code-expired = ⌛️ <b>This code has expired.</b> Have a new one sent.
next-by-sms = by SMS
next-by-call = by a call
next-by-missed-call = by a call that breaks off
next-by-fragment = through Fragment
button-resend-sms = ✉️ Send it by SMS
button-resend-call = 📞 Have it told by a call
button-resend-missed-call = 📞 By a call that breaks off
button-resend-fragment = Through Fragment
button-fragment = Open Fragment
button-fresh-code = ↻ Send a new code
