### What is said in a thread, in the panel, or in a toast.
### One line says what happened, that nothing was lost where that is so, and the next step.

## Marks over a client's text

line-deleted-by-client = 🗑 deleted by the client
line-edited = ✏️ edited
line-edited-was = ✏️ edited, was:
line-from-phone = 📱 from the phone
line-possible-duplicate = 🔁 sent again after an interruption, so it may stand here twice

## Kinds of content

line-content-shown = { $kind }. It cannot be opened here yet; it is safe in the chat on the phone.
line-content-self-destructing = { $kind }. It is kept nowhere but on the phone: look at it there.
line-file-too-large = { $what }. Too large for a bot to bring here; it is safe in the chat on the phone.
line-file-on-request = { $what }. Too large for a bot: the account brings it when you tap. It is safe in the chat on the phone.
line-file-gone = { $what }. The client took it back before it could be shown.
line-file-not-shown = { $what }. It could not be brought here; it is safe in the chat on the phone.
line-no-portrait = 🖼 This client shows no profile photo to the account.
line-content-event = { $kind }.
line-cannot-send-kind = ⚠️ { $kind }: not sent to the client. Telegram lets only its owner send this, so use the account's phone.

## Delivery

line-not-delivered = ⚠️ <b>Not delivered.</b> { $reason }
line-not-changed = ⚠️ <b>The client still sees the message as it was.</b> { $reason }
reason-client-unreachable = The client has blocked this account or does not accept messages. Your text stays here; try to reach them another way.
reason-client-deleted = The client's Telegram account no longer exists. Your text stays here.
reason-account-limited = Telegram limits this account for now. Your text stays here; try again later. The owner can ask @SpamBot when the limit ends.
reason-account-logged-out = The account is signed out of Telegram. When the owner has signed it in again, send this once more.
reason-content-refused = Telegram did not take the text: perhaps it is too long. Split it in two and send again.
reason-too-late = Telegram no longer lets this message be changed. A new message will say it best.
reason-message-gone = The message no longer exists on the client's side.
reason-caption-too-long = The caption is longer than Telegram allows: 1024 characters. Shorten it, or send the rest as a text of its own.
reason-voice-refused = The client accepts no voice or video messages. It stays here; write a text instead, or try again later.
reason-kind-refused = This chat does not accept this kind of message. It stays here; send it in another form, or try again later.
reason-too-large = The file is larger than Telegram lets this account send. It stays here; send it in parts.
reason-protected = Telegram does not let this be passed on. It stays here; save it and send it as a new file.
reason-account-not-in-desk = The account is not in this group, and it takes files for the client from here. Add the account to the group, then send this again.
reason-file-gone = The file is no longer here to be taken. Send it once more.
reason-other = Telegram answered <code>{ $code }</code>. Your text stays here; try again, and if it repeats, show this code to the owner.
line-reply-target-unknown = ↩️ The message went without the reply: what you answered is not known in this thread.

## Threads and desks

line-nobodys-thread = This thread belongs to no client, so nothing was sent. Write in a client's thread: they open by themselves.
line-anonymous-refused = I cannot tell who writes: anonymous admins and channels cannot act here. Nothing was sent. Turn off “Remain anonymous” in the admin settings and send it again.
line-foreign-desk = This desk is another member's. Nothing was sent to the client.
line-delete-needs-reply = Send /del in reply to your own message, and it will be deleted for the client too.
line-desk-bound = ✅ The desk is ready: { $account }, { $member }. When a client writes, a thread opens here.
line-desk-without-account =
    ✅ The desk is ready, but { $account } could not join the group. Clients are answered here as usual; only what you delete here stays with the client. Add the account by hand to change that.
line-desk-problems =
    This group cannot be a desk yet. To be put right:
    { $problems }

    Then send /bind once more.
line-desk-awaits-owner = ⏳ The owner has been asked to confirm this desk. Nothing more to do here until then.
line-desk-refused = The owner did not confirm this desk, so nothing is relayed here. If that is a mistake, talk to them and send /bind again.
line-desk-missing =
    📭 A client wrote to { $account }, and there is no desk to show it in. Nothing is lost: messages wait.

    Press “Make a desk”: the account makes it itself within seconds.

problem-not-a-forum = topics are off: turn them on in the group's settings
problem-public = the group is public: make it private
problem-linked = the group is linked to a channel: take the link away
line-desk-ready = ✅ Your desk for { $account } is ready. Press “Enter” and ask to join: I let you in at once. When a client writes, a thread opens there.
line-desk-made = ✅ The desk of { $member } for { $account } is ready; the way in was sent to them.
line-desk-not-made = ⚠️ <b>The desk of { $member } for { $account } is not made.</b> { $reason }
line-desk-lost = ⚠️ I was removed from the desk of { $member } for { $account }. Nothing is lost: what clients write waits. Add me to the group again as an admin, or let the account make another one.
line-desk-unfit =
    ⚠️ In the desk of { $member } for { $account } something has to be put right:
    { $problems }

    I notice by myself when it is. Nothing is lost meanwhile.
line-desk-well = ✅ In the desk of { $member } for { $account } everything is as it should be again. What waited goes on.
line-intruder-out = 🚪 { $name } came into the desk of { $member } for { $account }, does not belong there, and is out again.
line-intruder-stays = ⛔️ { $name } is in the desk of { $member } for { $account } and does not belong there, and I cannot remove them. So nothing is relayed there now: what clients write waits, nothing is lost. Remove them in the group (take their admin rights first), and it goes on by itself.
line-intruder-gone = ✅ { $name } is out of the desk of { $member } for { $account }. What waited goes on.

problem-bot-absent = I am not in the group: add me as an admin
problem-bot-not-admin = I am not an admin here: make me one
problem-creator-not-owner = the group was made neither by an owner nor by the account: let an owner make it
problem-no-account = no account is assigned to you yet: ask the owner
problem-already-bound = this group is already a desk for another account or member
problem-right-missing = I lack the admin right “{ $right }”
right-manage-topics = Manage topics
right-delete-messages = Delete messages
right-pin-messages = Pin messages
right-ban-users = Ban users
right-invite-users = Invite users via link

## Who may

line-not-a-member = You are not in the team, so I cannot help here. If you work with us, ask the owner for an invite link.
line-not-allowed = Your role does not allow this. If you need it, ask the owner.
line-unknown-command = There is no command <code>/{ $command }</code>. Nothing was sent. All commands: /help
line-usage = <code>/{ $command }</code> was not understood. For example: <code>{ $example }</code>
line-button-stale = No longer available. Open the screen again: /start
line-button-foreign = This button is somebody else's. Yours are here: /start

## Links and joining

line-link-unknown = This link is not valid. Perhaps it was not copied whole; otherwise ask the owner for a new one.
line-link-expired = This link was valid until { $at }. Ask the owner for a new one.
line-link-used = This link has been used: each works once. Ask the owner for a new one.
line-accounts-cannot-join = This is an account that the agency manages, and those cannot join the team. Open the link from your own account.
line-welcome-owner = Welcome! You are the <b>owner</b> now. Begin with /start: connect an account, then invite the team.
line-welcome-manager = Welcome to the team! You are a <b>manager</b>. Everything is behind /start.
line-welcome-operator = Welcome to the team! You are an <b>operator</b>. /start shows how to make a desk and answer clients.
line-member-joined = 👋 { $name } has joined the team: { $role }.

## Accounts

line-account-active = 🟢 { $account } works again. Messages that waited go out, and what came meanwhile is being caught up.
line-account-switched-off = ⚪️ { $account } is switched off. What clients write stays in Telegram and arrives when it is connected again.
line-account-unreachable = ⚪️ { $account } has had no connection since { $since }. Nothing is lost: I keep trying, messages to clients wait and go out when it is back.
line-account-failing = ⚪️ { $account } connects, but since { $since } what arrives cannot be stored here. Nothing is lost: Telegram sends it again. Look at the server: free disk space and the log.
line-account-login-needed = 🔑 { $account } is signed out of Telegram. Nothing is lost: sign it in again, and everything that waits goes on.
line-account-duplicated = 🔑 { $account } is signed out: its session was used from two places at once. Nothing is lost. Make sure that Pult runs on one server only, then sign the account in again.
line-account-key-unknown = 🔑 Telegram does not recognize the key of { $account } any more. The key is kept and nothing is lost: reconnect first, and sign in again if that does not help.
line-account-not-kept = 🔑 The login of { $account } was cut off at its very end. Nothing is lost: sign it in again.
line-account-limited = 🟡 Telegram limits { $account }: it can answer clients, but not write to new people. @SpamBot on that account says until when.
line-account-frozen = 🧊 Telegram has frozen { $account }: it can read, but not write. Messages to clients stay here. Telegram on that account's phone says why and how to appeal.
line-account-wait = 🟡 Telegram asked { $account } to slow down until { $until }. What has to wait goes out by itself then; everything else goes on.
line-account-banned = ⛔️ Telegram has closed { $account }: it was banned or deleted. What was relayed stays here. Appeal from the phone of that account, or write to recover@telegram.org.
line-new-login = 🔐 Somebody signed in to { $account } on another device. If it was none of you, end that session on the phone: Settings → Devices.
line-owner-link-made = 🔐 Somebody with access to the server made a one-time owner link, valid for 24 hours. If it was none of you, check who can get into the server: whoever opens the link becomes an owner.
line-login-interrupted = I was restarted during the login. What you sent me was kept nowhere and is deleted, so please begin again: /start → Accounts.

## Help and the rest

line-help =
    <b>In a client's thread</b>
    Just write: the message goes to the client. Edit it, and the client sees the edit.
    Reply to a message, and the client sees what you answer.
    <code>//</code> in front: a comment for the team, the client never sees it.
    /del in reply: delete your message for the client too.

    <b>In a group with topics</b>
    /bind makes it a desk (in the chat with me it shows how, and an account can make one by itself).

    <b>In the chat with me</b>
    /start opens the panel. /help is this page.
line-internal = Something went wrong on our side. Nothing was lost; try once more in a minute.
