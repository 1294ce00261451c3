### What members did (T5).

command-activity = messages, dialogs, payments and response times
button-activity = 📈 Activity
button-activity-team = 👥 Everybody side by side
button-activity-of = 📈 { $name }
activity-title =
    📈 <b>{ $name }</b>
    { $days }
activity-team =
    📈 <b>Team activity</b>
    { $days }
activity-legend = ↑ sent · ↓ received · 💬 dialogs · 👤 cards · 🟢 online · 💰 payments · ⏱ first answer: half within / 90% within
activity-row = <b>{ $name }</b>
activity-nothing = Nothing on these days.
activity-messages = ✉️ Messages: { $sent } sent, { $received } received
activity-dialogs = 💬 Dialogs handled: { $n }
activity-online = 🟢 Online: { $time }
activity-payments =
    { $n ->
        [0] 💰 Payments: none
        [one] 💰 { $n } payment, { $sum }
       *[other] 💰 { $n } payments, { $sum }
    }
activity-cards = 👤 Cards filled: { $n }
activity-responses = ⏱ First answer in working hours: half within { $median }, 90% within { $p90 } (of { $n })
activity-no-responses = ⏱ No client waited for a first answer.
activity-today = Today
activity-week = 7 days
activity-month = Month
short-time-seconds = { $n } s
short-time-minutes = { $n } min
short-time-hours = { $n } h
short-time-hours-minutes = { $h } h { $n } min

command-zone = your time zone
