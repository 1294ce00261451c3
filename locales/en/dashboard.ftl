### The dashboard: figures, trends, rhythm; how pictures look.

command-dashboard = revenue, messages and trends

button-dashboard = 📊 Dashboard
button-overview = 📊 Overview
button-by-day = 📅 Exact figures
button-rhythm = 🕘 By weekday
button-of-account = 📱 By account

dashboard-title = 📊 <b>Dashboard</b> · { $of } · { $span }
dashboard-all = all accounts
dashboard-chosen = ✓ { $name }
dashboard-choose = Whose figures do you want to see?
dashboard-as-of = As of { $time }, against the same time before

dashboard-today = 💰 Today: { $sum }
dashboard-month = 📈 This month: { $sum }
dashboard-no-currency = 💱 To count revenue, choose a currency: <code>/currency EUR</code>
dashboard-new = 👤 New contacts today: { $n }
dashboard-received = 📥 Received today: { $n }
dashboard-sent = 📤 Sent today: { $n }
dashboard-contacts = 👥 Contacts: <b>{ $n }</b> · dialogs: <b>{ $total }</b>
dashboard-kinds = People { $users } · groups { $groups } · channels { $channels }
dashboard-waiting = 🟪 Waiting for an answer: <b>{ $waiting }</b> · unread: <b>{ $unread }</b>
dashboard-span = 🗓 { $span }: { $figures }
dashboard-most = 🏆 Who and what, { $span }
dashboard-named = <b>{ $name }</b>: { $figures }
dashboard-changed = <b>{ $figure }</b> ({ $change })
dashboard-unchanged = <b>{ $figure }</b>
dashboard-line-received = in { $n }
dashboard-line-sent = out { $n }
dashboard-day-messages = in { $received }, out { $sent }

rhythm-weekdays = 📅 Messages and revenue by weekday
rhythm-hours = 🕘 Busiest hours
rhythm-nothing = No messages in this time yet.

span-today = today
span-days-7 = 7 days
span-days-30 = 30 days
span-month = this month
span-days-90 = 13 weeks
span-year = 12 months

rhythm-weekday =
    { $weekday ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[7] Sun
    }

settings-pictures = 🖼 Pictures
pictures-dark = 🌙 dark
pictures-light = ☀️ light
pictures-off = text only

dashboard-month-named =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

## On the picture

picture-title = Dashboard
picture-subtitle = { $date } · { $of }
picture-today = Revenue today
picture-month = Revenue this month
picture-new = New contacts
picture-in = Incoming
picture-out = Outgoing
picture-contacts = Contacts
picture-revenue = Revenue
picture-before = period before
picture-messages = Messages
picture-legend-in = in
picture-legend-out = out
picture-dialogs = dialogs
picture-users = People
picture-groups = Groups
picture-channels = Channels
picture-unread = { $n } unread
picture-team = Team
picture-accounts = Accounts
picture-note-revenue = revenue, { $span }
picture-note-sent = messages sent, { $span }
picture-nothing = Nothing in this time yet
picture-nobody = Nobody has answered yet

day-short = { $day } { $month }
month-short =
    { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
short-thousands = { $n }k
short-millions = { $n }M
short-billions = { $n }B
