### Desks: groups in which clients are answered.

desk-help-title = 🗂 <b>Your desk</b>
desk-help-what = A desk is a group with topics. Each client gets a thread there; what you write in it goes to the client.
desk-help-quick =
    <b>The quick way</b>
    Choose below: the account makes the group itself, adds me, and you get a button to enter.
desk-help-steps =
    <b>By hand</b>
    1. Create a private group and turn on <b>Topics</b> in its settings.
    2. Press “Add me to the group” below, choose it and leave the rights as they are.
    3. Send /bind in the group.

    I will check everything and say what is missing.
desk-help-owner-confirms = The owner confirms it, then clients' messages begin to come.
desk-help-no-accounts = No account is assigned to you yet: ask the owner, then make the desk.
button-add-to-group = ＋ Add me to the group

desk-choice = 🗂 <b>Whose clients will you answer here?</b> Choose the account for this group.
desk-choice-none = You have no account to work with yet, so this group cannot be a desk. Ask the owner for one.

desk-request =
    🗂 <b>{ $member } asks for a desk</b>

    Clients of { $account } will be answered in a new group of theirs. Everybody in that group can read along.
desk-request-over = This request is settled: the group is the desk of { $member } for { $account }.
desk-request-gone = This request is settled: the member no longer works with that account.
button-approve = ✓ Allow
button-refuse = ✕ Refuse

## One desk

desk-card-gone = There is no desk to show here: the member no longer works with that account.
desk-card-title = 🗂 <b>Desk of { $member }</b> · { $account }
desk-card-none = There is no desk yet; what clients write waits. { $account } can make it now: a private group with topics, with me as its admin.
desk-card-making-group = ⏳ Step 1 of 3: { $account } makes the group…
desk-card-making-bot = ⏳ Step 2 of 3: the group is there, I am being added as an admin…
desk-card-making-entrance = ⏳ Step 3 of 3: I check the rights and make the way in…
desk-card-waits = Telegram asks the account to wait until { $until }. It goes on by itself then.
desk-card-account-troubled = { $account } cannot work now ({ $state }). It goes on by itself when it can; if that takes too long, make the group by hand.
desk-card-stopped = ⚠️ <b>The desk is not made.</b> { $reason }
desk-card-begun = The group is begun and stays with the account; trying again goes on with it.
desk-card-by-hand = { $account } cannot make groups now ({ $state }). Make the group by hand, or try again later.
desk-card-well = ✅ Everything is as it should be: clients' messages come there.
desk-card-unchecked = ✅ The desk is there. I have not looked at it since the start yet.
desk-card-problems =
    ⚠️ <b>To be put right in the group</b>
    { $problems }

    I notice by myself when it is; what clients write waits where it has to.
desk-card-intruders = ⛔️ <b>Nothing is relayed there now</b>: { $names } may not be in this desk, and I cannot remove them. Remove them in the group (and take their admin rights first). Messages wait and go on by themselves then.
desk-card-enter = To come in, press “Enter”, then ask to join: I let in those who belong there.
button-make-desk = 🗂 Make a desk
button-make-desk-for = 🗂 Make a desk: { $account }
button-make-another-desk = 🗂 Make another desk
button-desk-of = 🗂 { $name }
button-enter-desk = ➡️ Enter
button-check-desk = ↻ Check
button-try-again = ↻ Try again
button-by-hand = ✋ By hand

## The group itself

desk-group-title = { $account } · { $member }
desk-group-about = { $member } answers clients of { $account } here. Each client has a topic; what is written in it goes to the client.

## Why a desk could not be made

desk-failed-too-many-groups = The account is in as many groups as Telegram allows. Leave some on its phone, then try again.
desk-failed-account-restricted = Telegram does not let this account make groups for now. @SpamBot on that account says until when; until then make the group by hand.
desk-failed-not-admin = The account may not add admins to the group any more. Give it back its rights on the phone, or make the group by hand.
desk-failed-bot-unknown = Telegram does not know me by my name. Was I renamed in @BotFather? Restart me, then try again.
desk-failed-bot-kept-out = Telegram does not let me into groups. In @BotFather send /setjoingroups, choose me, then Enable; then try again.
desk-failed-group-gone = The group that was begun with was deleted. Trying again makes another one.
desk-failed-unfit =
    The group is there, but:
    { $problems }
desk-failed-other = Telegram answered <code>{ $code }</code>. Try again, and if it repeats, make the group by hand.
