### The agency as a whole: its settings, and what of them stands on the audit log.

command-agency = the agency: name, zone, who sees what
button-agency = 🏢 Agency
agency-title = 🏢 <b>{ $name }</b>
agency-unnamed = 🏢 <b>The agency</b>
agency-name-how = Another name? Send it like this: /agency name North
agency-currency-none = 💱 No base currency yet. Choose it before the first payment: then it stays.
agency-currency = 💱 Sums are in { $currency }. The first payment makes that final.
agency-currency-locked = 💱 Sums are in { $currency }. There are payments, so it stays.
agency-zone = 🕐 Days begin and end as in { $zone }. Another zone? Send it like this: /agency zone Europe/Riga
agency-ids-owners = 🙈 Phone, username and number of a client are seen by owners only.
agency-ids-managers = 👀 Phone, username and number of a client are seen by owners and managers.
agency-ids-operators = 👀 Phone, username and number of a client are seen by owners and operators.
agency-ids-everybody = 👀 Phone, username and number of a client are seen by everybody who works with the client.
agency-keeps =
    { $n ->
        [one] 🗄 What was said is kept here for { $n } day, then only counted. Telegram keeps its own history.
       *[other] 🗄 What was said is kept here for { $n } days, then only counted. Telegram keeps its own history.
    }
agency-reads-on-answer = ✔️ A client sees that their message was read when somebody answers, reacts, or presses “Mark read”.
agency-reads-by-hand = ✔️ A client sees that their message was read only when somebody presses “Mark read”.
agency-operators-begin = ✍️ Operators may write to somebody who never wrote: /new.
agency-operators-wait = ✍️ Only owners and managers may write to somebody who never wrote.
agency-backups-here = 💾 Each backup comes to the owners here as well, as long as it fits into Telegram (50 MB). It is encrypted: only the recovery key opens it.
agency-backups-there = 💾 Backups stay where the server puts them.
button-agency-backups = Backups to owners, too
button-agency-begin = Operators may write first
button-agency-currency = 💱 Currency and rates
button-agency-managers = Managers see numbers
button-agency-operators = Operators see numbers
button-agency-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
button-agency-reads-on-answer = Read when answered
button-agency-reads-by-hand = Read by hand
home-agency = 🏢 { $name }

audit-settings = Settings
audit-agency-nothing = not set
audit-agency-name = name of the agency: { $from } → { $to }
audit-agency-zone = zone of the agency: { $from } → { $to }
audit-agency-ids = numbers of clients for this role ({ $role }): { $from } → { $to }
audit-agency-ids-shown = shown
audit-agency-ids-hidden = hidden
audit-agency-keeps = days that texts are kept: { $from } → { $to }
audit-agency-reads = clients' chats are marked read: { $from } → { $to }
audit-agency-begin = whether operators may write first: { $from } → { $to }
audit-agency-backups = whether backups come to owners: { $from } → { $to }
audit-agency-allowed = yes
audit-agency-refused = no
audit-agency-on-answer = when answered
audit-agency-by-hand = by hand

audit-currency = base currency: { $from } → { $to }
audit-rate = rate of { $currency }: { $from } → { $to }
audit-assignment = who gets new clients of { $account }: { $from } → { $to }
audit-queue = nobody
audit-handed-over = client { $n } of { $account }: { $from } → { $to }
audit-column-at = Time
audit-column-who = Who
audit-column-what = What
button-audit-export = ⬇ { $format }
