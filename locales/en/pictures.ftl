### Pictures and screens: trends, what dialogs there are, activity.

button-structure = 🗂 Dialogs
structure-title = 🗂 <b>Dialogs</b> · { $of }
structure-kind = { $name }: <b>{ $n }</b> · { $share }

picture-trends = Trends
picture-revenue-weekdays = Revenue by day
picture-messages-weekdays = Messages by day
picture-revenue-hours = Revenue by hour
picture-messages-hours = Messages by hour

picture-structure = Dialogs
picture-now = now
picture-all-unread = Unread
picture-waiting = Waiting for an answer
picture-by-account = By account
picture-dialogs-in-all = dialogs in all
picture-no-accounts = No accounts yet

picture-activity = Activity
picture-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
picture-payments =
    { $n ->
        [one] { $n } payment
       *[other] { $n } payments
    }
picture-sent = Sent
picture-received = Received
picture-handled = Dialogs handled
picture-online = Online
picture-cards = Cards filled
picture-did-sent = sent
picture-did-received = received
picture-did-dialogs = dialogs
picture-did-cards = cards
picture-did-online = online
picture-did-answer = first answer
picture-most = most { $figure }
picture-answers = First answer
picture-answers-of = in working hours, of { $n }
picture-no-answers = No client waited for a first answer
picture-half-within = half within
picture-most-within = 90% within
picture-answer-1 = under 1 min
picture-answer-5 = 1–5 min
picture-answer-15 = 5–15 min
picture-answer-60 = 15–60 min
picture-answer-more = over 1 hour

## Other days

button-other-days = 🗓 Other days
calendar-first = Choose the first day. Or write days, for example <code>2026-11-01 2026-11-15</code>
calendar-last = First day: <b>{ $day }</b>. Now choose the last one.
button-yesterday = Yesterday
button-last-month = Last month
span-days = { $from } – { $to } { $year }
span-day = { $day } { $year }
line-not-days = I could not read these days. For example: <code>2026-11-01 2026-11-15</code>
