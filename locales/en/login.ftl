### Connecting an account.

login-failed-expired = ⌛️ Nobody scanned the code in time, so the login has ended. Begin again when the phone is at hand.
login-failed-cancelled = The login was cancelled. Nothing was connected.
login-failed-already-managed = This account is connected already. If it should be another one, switch to it in Telegram on the phone and begin again.
login-failed-is-member = This is the personal account of a team member; those are not managed. Scan the code from the agency's account.
login-failed-banned = ⛔️ Telegram has banned this account, so it cannot be connected. Appeal from its phone or write to recover@telegram.org.
login-failed-flood-wait = Telegram asks to wait { $duration } before the next attempt. Begin again after that.
login-failed-no-connection = There is no connection to Telegram from our server just now. Try again in a minute.
login-failed-other = Telegram answered <code>{ $code }</code>. Nothing was connected; begin again, and if it repeats, keep this code for support.
