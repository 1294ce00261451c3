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
