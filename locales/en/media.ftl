### What happens in a client's chat besides texts (R2, R12).

kind-missed-call = 📵 Missed call
kind-screenshot = 📸 Screenshot of this chat
kind-timer = ⏳ Messages in this chat now disappear after { $duration }
kind-timer-off = ⏳ Messages in this chat no longer disappear

line-forwarded = ↪️ forwarded from { $name }
line-client-renamed = 🪪 The client's name is now { $now } (was { $before }).
line-client-username-changed = 🪪 The client has changed their Telegram username.
line-client-gone = 👻 The client has deleted their Telegram account. What was said stays here; nothing can be sent to them any more.
