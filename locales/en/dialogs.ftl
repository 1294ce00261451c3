### Dialogs: lists, one dialog, what may be done with it.

command-dialogs = conversations with clients
button-dialogs = 💬 Dialogs
button-more = ⋯
button-other-account = 📱 Another account
button-to-thread = ↗ To the thread
button-open-thread = 🧵 Open a thread
button-close = ✅ Close
button-reopen = ↩ Open again
button-mark-read = 👁 Mark read

## Lists

filter-all = All
filter-unread = Unread
filter-unanswered = Unanswered
filter-mine = Mine
filter-users = Users
filter-groups = Groups
filter-channels = Channels
filter-closed = Closed
dialogs-title = 💬 <b>Dialogs</b> · { $account }
dialogs-filter = <i>{ $filter }</i>
dialogs-list = { $filter } · { $n }
dialogs-row = { $mark } <b>{ $name }</b> · { $time }
dialogs-preview = { $text }
dialogs-none = No dialogs yet. As soon as a client writes to this account, the conversation stands here.
dialogs-none-unread = Everything has been read.
dialogs-none-unanswered = Nobody waits for an answer.
dialogs-none-here = Nothing here.
dialogs-no-account = You have no account to work with yet. The owner can give you one; its conversations will stand here.
dialogs-accounts-title = 💬 <b>Whose dialogs?</b>
dialogs-accounts-what = The number says how many clients wait for an answer.
dialogs-account-waiting = { $account } · { $n }

## One dialog

dialog-title = { $mark } <b>{ $name }</b> · { $account }
dialog-unread = { $n } unread
dialog-waits = waits { $duration }
dialog-answers = { $member } answers
dialog-has-thread = The conversation has a thread in the desk.
dialog-opening = ⏳ The thread is being opened…
dialog-no-thread = No thread is open for it.
line-no-desk-for-thread = Whoever answers this client has no desk yet. Make one first: “Desk” in the panel.

## Put off, remind, send later

button-snooze = ⏰ Snooze
button-mute = 🔇 Mute
button-unmute = 🔔 Unmute
button-block = ⛔ Block
button-block-now = ⛔ Yes, block
button-unblock = ⛔ Unblock
button-send-now = ↗ Send now
dialog-snoozed = 💤 until { $until }
dialog-muted = 🔇 muted
dialog-blocked = ⛔ blocked
snooze-title = ⏰ <b>Put { $name } off until…</b>
snooze-what = Nothing reminds of the dialog until then, unless the client writes. In the thread: /snooze 3h
pause-hour = 1 hour
pause-three-hours = 3 hours
pause-tomorrow = Tomorrow, 9:00
pause-monday = Monday, 9:00
block-title = ⛔ <b>Block { $name }?</b>
block-what = Their messages to { $account } will not arrive any more; what is here stays. You can unblock them at any time.
line-sent-later = 🕕 Sent as you asked
line-sent-away = 🌙 Answered by itself: nobody is there
line-timer-gone = It has happened already, or was cancelled.
line-cancelled = ✓ Cancelled.
news-will-send = 🕕 Goes to the client: { $at }
news-will-remind = 🔔 I will remind you: { $at }
news-reminder = 🔔 <b>{ $name }</b>: { $text }
news-reminder-bare = 🔔 <b>{ $name }</b>: you asked to be reminded.
news-snooze-over = ⏰ <b>{ $name }</b> is back: the time you put the dialog off is over.
news-unanswered = ⏳ <b>{ $name }</b> ({ $account }) has been waiting for { $duration }.
news-ask-block = ⛔ Block { $name }? Their messages will not arrive any more; you can unblock them at any time.
command-close = in a thread: close the dialog until the client writes
command-reopen = in a thread: open the dialog again
command-snooze = in a thread: put the dialog off, /snooze 3h
command-remind = in a thread: remind me, /remind 2d call back
command-later = in a thread: send later, /later 18:00 text
command-mute = in a thread: no sound and no alerts; again: with them
command-block = in a thread: block the client

## How an account is worked with

button-routine = 🕘 Hours and alerts
routine-title = 🕘 <b>{ $account }: hours and alerts</b>
routine-hours = <b>Working hours:</b> { $hours }
routine-hours-none = <b>Working hours:</b> around the clock
routine-hours-how = Others: send <code>/hours mon-fri 9:00-18:00</code>
routine-away = <b>Outside of them clients hear once:</b> { $text }
routine-away-none = <b>Outside of them clients hear:</b> nothing
routine-away-how = To set it: send <code>/away</code> and the text. It works when there are working hours.
routine-alert =
    { $n ->
        [one] <b>When a client waits { $n } minute</b> of working time, whoever answers is told; after as long again, the owners.
       *[other] <b>When a client waits { $n } minutes</b> of working time, whoever answers is told; after as long again, the owners.
    }
routine-alert-none = <b>When a client waits long</b>, nobody is told. Choose after how many minutes somebody is:
routine-always = Around the clock
routine-minutes = { $n } min
routine-never = Never alert
button-no-away = ✕ No away reply
weekday-short =
    { $weekday ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[7] Sun
    }
command-hours = working hours of an account
command-away = what clients hear outside working hours
line-routine-which = Open the account first: Accounts → the account → “Hours and alerts”. Then send it again.

## Who answers

button-take = 🙋 Take
button-hand-over = 🔁 Hand over
button-give-back = ↩ Hand back
button-hand-all = 🔁 All { $n } dialogs of { $member }
assignment-responsible = One member
assignment-round-robin = In turn
assignment-least-busy = The least busy
assignment-queue = From a queue
routine-assignment = <b>New clients go to:</b> { $policy }. “One member” is whoever is responsible for the account; the others are its operators with a desk.
routine-keeps-threads = Old threads stay
hand-over-title = 🔁 <b>{ $name }: who is to answer?</b>
hand-over-now = Now { $member } does. The thread moves to the other desk, with what was said last.
hand-over-nobody = Nobody else has a desk for this account yet. Make one first: Accounts → the account.
hand-over-candidate = { $name } · { $n } waiting
hand-all-title = 🔁 <b>Who is to answer all dialogs of { $member }?</b> · { $account }
hand-all-what =
    { $n ->
        [one] { $n } thread moves to the other desk, with what was said last.
       *[other] { $n } threads move to the other desk, with what was said last in each.
    }
dialog-queued = 🙋 waits to be taken
news-queued =
    🙋 <b>{ $name }</b> · { $account }
    { $excerpt }
news-nobody-took = ⏳ Nobody has taken <b>{ $name }</b> ({ $account }) for { $duration }. Hand the dialog over, or take it yourself.
news-handed-over = 🔁 <b>{ $name }</b> ({ $account }) is yours now: { $member } handed the dialog over to you.
line-taken-already = Somebody else answers that client already.
line-cannot-answer = That member does not work with the account any more.
line-handed-all =
    { $n ->
        [one] 🔁 { $n } dialog of { $member } ({ $account }) is yours now. Its thread comes into your desk.
       *[other] 🔁 { $n } dialogs of { $member } ({ $account }) are yours now. Their threads come into your desk.
    }
line-dialog-closed = ✅ Closed until the client writes.

## Taking over, beginning

button-import = ⬇️ Earlier dialogs
button-import-cancel = ✕ Stop here
button-import-again = ↻ Take over now
import-title = ⬇️ <b>{ $account }: earlier dialogs</b>
import-what = The dialogs that the account had before are listed and counted. Nobody is told, no threads are opened, nothing counts as new.
import-begins = ⏳ Asking Telegram for the list…
import-running = ⏳ { $n } of { $total } taken over…
import-finished =
    { $n ->
        [one] ✅ Done: { $n } dialog was looked at.
       *[other] ✅ Done: { $n } dialogs were looked at.
    }
import-cancelled = ✕ Stopped after { $n } of { $total }. What was taken over stays.
import-never = They have not been taken over yet.
command-new = write first: /new @username or a phone number
line-new-which = From which account? Open its dialogs first (Dialogs → Another account), then send it again.
line-nobody-found = Telegram knows nobody by that name or number, or they do not let themselves be found.
line-asked-in-vain = The account cannot ask Telegram just now. Nothing was sent; try again in a moment.

## Search

command-find = messages with these words: /find delivery
