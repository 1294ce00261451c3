### Members one by one: what they may do, and what an owner changes about it.

command-name = how the team calls you

staff-title = 👤 <b>{ $name }</b> · { $role }
staff-gone = This person is not in the team.
staff-name =
    The team knows you as <b>{ $name }</b>.

    Another name? Send it like this: /name Anna K.
button-staff-name-right = ✓ That is me
button-staff-accounts = 📱 Accounts
button-staff-role = → { $role }
button-staff-remove = ✕ Remove from the team

staff-accounts-title = 📱 Accounts of <b>{ $name }</b>
staff-accounts-choose = A tap gives an account; a tap on a ticked one takes it away.
staff-accounts-none = There is no account yet. Connect one first.

staff-role-title = Make <b>{ $name }</b> { $role }?
staff-role-operator = An operator answers the clients they are given, from their own desks. They see no sums, no other desks and no accounts' settings.
staff-role-manager = A manager sees and runs everything of the accounts they work with: all clients, desks, sums and exports. Accounts, team and settings stay with the owners.
staff-role-owner = An owner may do everything, with every account: see all clients and sums, connect and delete accounts, change the team, remove other owners.
button-staff-role-now = ✓ Yes, change it
staff-withdrawal-title = Take <b>{ $account }</b> from { $name }?
staff-withdrawal-means = They are taken out of its desks at once and see nothing of its clients any more. What they wrote and booked stays.
button-staff-withdraw-now = ✓ Yes, take it away
staff-removal-title = Remove <b>{ $name }</b> from the team?
staff-removal-means = They are taken out of all desks at once, and their buttons stop working. What they wrote and booked stays. To come back they need a new invite.
button-staff-remove-now = ✕ Yes, remove
staff-dialogs-left =
    { $n ->
        [one] { $n } dialog goes to { $heir }.
       *[other] { $n } dialogs go to { $heir }.
    }

line-last-owner = The agency needs an owner. Make somebody else an owner first, then do this.
line-staff-operator = Your role is <b>operator</b> now.
line-staff-manager = Your role is <b>manager</b> now.
line-staff-owner = Your role is <b>owner</b> now.
line-staff-given = You work with <b>{ $account }</b> now. A desk for it is made in “Desk”.
line-staff-withdrawn = You do not work with <b>{ $account }</b> any more. Its clients are answered by others.
line-staff-removed = You are no longer in the team. Thank you for your work; what you did stays with the agency.

button-undo-joining = ↶ Undo
invite-setup-term = How long does the link work?
invite-term =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
button-member = 👤 { $name }

## The audit log

button-audit = 📜 Audit log
audit-title = 📜 <b>Audit log</b>
audit-nothing = Nothing of this kind has happened yet.
audit-row = <b>{ $who }</b> · { $at }
audit-server = Server
audit-all = All
audit-team = Team
audit-accounts = Accounts
audit-desks = Desks
audit-account-gone = account { $n }, deleted
audit-owner-link = made a one-time link for an owner
audit-claimed = became owner by the one-time link
audit-invited = made invite { $n }: { $role }
audit-invite-revoked = revoked invite { $n }
audit-joined = joined by invite { $n }: { $role }
audit-role = { $member }: { $from } → { $to }
audit-assigned = { $member } was given { $account }
audit-withdrawn = { $member } lost { $account }
audit-removed = removed { $member } ({ $role })
audit-account-added = connected { $account }
audit-account-signed-in = signed { $account } in again
audit-account-off = switched { $account } off
audit-account-on = connected { $account } again
audit-desk = made a desk: { $account }, { $member }

## Presence

presence-online = 🟢 online
presence-seen = ⚪️ last active { $ago }
presence-off-shift = ⏸ off shift · last active { $ago }
presence-never = ⚪️ has done nothing yet
presence-today = ⏱ Online today: { $time }
home-off-shift = ⏸ Your shift is over. Clients still reach you; the team sees that you are off.
button-shift-on = ▶ Begin shift
button-shift-off = ⏸ End shift
button-audit-of = 📜 Their actions

## Deleting an account

button-delete-account = 🗑 Delete from Pult
delete-account-title = 🗑 Delete <b>{ $name }</b> from Pult?
delete-account-dialogs =
    { $n ->
        [0] The Telegram account itself lives on. Nothing more comes from it here.
        [one] The Telegram account itself lives on, with its { $n } dialog. Nothing more comes from it here, and what was still to be sent is not sent.
       *[other] The Telegram account itself lives on, with its { $n } dialogs. Nothing more comes from it here, and what was still to be sent is not sent.
    }
delete-account-desks =
    { $n ->
        [one] { $n } desk of it becomes an ordinary group.
       *[other] { $n } desks of it become ordinary groups.
    }
delete-account-session = Logging out ends Pult's session at Telegram too. Without it the session stays in the account's list of devices until somebody ends it there. This cannot be undone; the account can be connected anew.
button-delete-and-log-out = 🗑 Delete and log out
button-delete-only = 🗑 Delete, do not log out
line-not-logged-out = The account has no connection, so its session could not be ended. Nothing was deleted. Reconnect it, or delete without logging out.
audit-account-deleted = deleted account { $n } from Pult
audit-account-deleted-logged-out = deleted account { $n } from Pult and logged it out
