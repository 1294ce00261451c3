### What happens in a client's chat besides texts (R2, R12).

kind-missed-call = 📵 Missed call
kind-screenshot = 📸 Screenshot of this chat
kind-timer = ⏳ Messages in this chat now disappear after { $duration }
kind-timer-off = ⏳ Messages in this chat no longer disappear

line-forwarded = ↪️ forwarded from { $name }
line-client-renamed = 🪪 The client's name is now { $now } (was { $before }).
line-client-username-changed = 🪪 The client has changed their Telegram username.
line-client-gone = 👻 The client has deleted their Telegram account. What was said stays here; nothing can be sent to them any more.

## Desks

line-desk-member-out = 🚪 { $member } is no longer in the desk for { $account }. Nothing is lost: what clients write still comes there, but nobody reads it. Press “Enter” and ask to join, or let somebody add { $member } to the group.

## What was said before (R7)

line-transcript = 🕘 Said before in this chat
line-transcript-over = 🕘 Nothing was said before that in this chat.
button-fetch = { $number } · { $kind }
button-bring = ⬇️ Bring it here
button-show = 👁 Show
# An album as one line, while there are too many messages.
kind-album =
    { $n ->
        [one] 🗂 Album of one
       *[other] 🗂 Album of { $n }
    }
line-on-its-way = ⏳ On its way here. A large file takes a while.
button-earlier = ⬆️ Earlier
