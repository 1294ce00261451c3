### Groups and channels in threads.

## In the thread

group-deleted = 🗑 deleted
group-founded = 👥 { $name } made the group.
group-joined = 👋 { $name } joined.
group-added = 👋 { $name } added { $about }.
group-left = 🚪 { $name } left.
group-removed = 🚪 { $name } removed { $about }.
group-renamed = ✏️ { $name } changed the title: { $about }
group-pictured = 🖼 { $name } changed the picture.
group-pinned = 📌 { $name } pinned a message.
group-read-only = 📢 Channels are read here; nothing is written into them. Your message was not sent.
group-not-open = The group is closed here, so nothing was sent. Open it again first: /reopen
group-which-person = In a group it has to be clear who is meant: reply to a message of that person with <code>+5000 deposit</code>, <code>/card city Riga</code> or <code>/note prefers mornings</code>.
group-nobody = Nobody is told who wrote that: it was said in the name of the group or channel. Nothing was written down.
group-only-people = This is for conversations with one person. To hear nothing more of the group: /close
group-waits = ⏳ Telegram lets it into the group at { $until }. It goes by itself.
group-closed = ✅ Closed: nothing of it comes here until you open it again.
group-out = 🚪 The account is not in it any more. The thread is closed.
group-upgraded = ⬆️ The group became a supergroup. It goes on here.

## Its card and its screen

group-card-group = 👥 <b>{ $name }</b> · group
group-card-channel = 📢 <b>{ $name }</b> · channel
group-card-account = 📱 { $account }
group-card-answers = What you write here, the account says in the group. Money, cards and notes: in reply to a person.
group-card-reads = To be read; nothing is written into it.
group-card-closed = ✅ Closed: nothing of it comes here.
group-unopened = Nothing of it is relayed. Once opened, its messages come into a thread until you close it.
group-was-closed = Closed: nothing of it comes into the thread.
button-group-portrait = 🖼 Picture

## Kinds of events

kind-group-founded = group made
kind-group-joined = joined
kind-group-added = added
kind-group-left = left
kind-group-removed = removed
kind-group-renamed = new title
kind-group-pictured = new picture
kind-group-pinned = pinned

## Why something did not go out

reason-no-right-to-write = The account may not write there, or not this: the administrators of the chat decide.
reason-not-in-group = The account is not in that group any more, or it is closed to it.
reason-topic-closed = That topic of the group is closed.
