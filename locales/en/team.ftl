### The team and its invites.

team-title =
    { $n ->
        [one] 👥 <b>Team</b> · { $n } person
       *[other] 👥 <b>Team</b> · { $n } people
    }
team-row = <b>{ $name }</b> · { $role }
team-row-since = in the team since { $date }
team-row-all-accounts = all accounts
team-row-no-accounts = no accounts yet
team-alone = So far it is only you. Invite the first operator: they will get a link that works once.
team-open-invites = ✉️ Open invites are below: press one to see or revoke it.
button-invite = ＋ Invite
button-open-invite = ✉️ { $role }, until { $until }

invite-setup-title = ＋ <b>New invite</b>
invite-setup-role-operator = Role: <b>operator</b>. Answers clients of the accounts chosen below.
invite-setup-role-manager = Role: <b>manager</b>. Sees and runs everything of the accounts chosen below.
invite-setup-choose = Which accounts will they work with?
invite-setup-no-accounts = There is no account to work with yet. Connect one first, then invite.
button-chosen = ☑ { $name }
button-not-chosen = ☐ { $name }
button-create-invite = ✓ Create the link

invite-title = ✉️ <b>Invite</b> · { $role }
invite-accounts = Accounts: { $accounts }
invite-link =
    Send this link to the person. It works once:
    <code>{ $link }</code>
invite-link-forgotten = The link was shown when it was made and is kept nowhere. If it got lost, revoke this invite and make a new one.
invite-valid = ⏳ Valid until { $until }
invite-expired = ⌛️ Was valid until { $until }. Nobody used it.
invite-used = ✅ { $member } joined by this link, { $when }.
invite-revoked = ✕ Revoked: { $when }. The link works no more.
invite-gone = There is no such invite.
invite-share-text = Join our team in Telegram
button-share = ↗ Share
button-revoke = ✕ Revoke
