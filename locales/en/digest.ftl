### The daily digest, and reminders of birthdays.

digest-day =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $date }
digest-title = 🗞 <b>{ $day }</b> · { $of }
digest-revenue = 💰 Revenue: { $figure }
digest-started = 👤 New contacts: { $figure }
digest-received = 📥 Received: { $figure }
digest-sent = 📤 Sent: { $figure }
digest-to-day = { $change } to the day before
digest-to-week = { $change } to a week before
digest-best = 🏆 Most: <b>{ $name }</b> ({ $figures })
digest-worst = 🔻 Least: <b>{ $name }</b> ({ $figures })
digest-waiting =
    🟪 { $n ->
        [one] <b>{ $n }</b> client waits for an answer, the longest first:
       *[other] <b>{ $n }</b> clients wait for an answer, the longest first:
    }
digest-waits = { $name } ({ $account }): { $duration }
digest-nobody-waits = ✅ Nobody waits for an answer
digest-unusual-more = ⚠️ { $what }: { $figure }, far more than usual on this weekday ({ $usual })
digest-unusual-less = ⚠️ { $what }: { $figure }, far less than usual on this weekday ({ $usual })
digest-what-revenue = Revenue
digest-what-started = New contacts
digest-what-received = Received
digest-what-sent = Sent
button-waiting = 🟪 Who waits

settings-digest = 🗞 How the day before went: every day at { $hour }
settings-digest-off = 🗞 How the day before went: not told
settings-digest-mute = 🔕 Do not tell
settings-digest-unmute = 🔔 Tell every day

picture-digest = Digest
picture-day-revenue = Revenue
picture-day-new = New contacts

## Birthdays

birthday-today = 🎂 <b>{ $name }</b> has a birthday today!
birthday-ahead = 🎂 <b>{ $name }</b> has a birthday on { $day }.
birthday-was = 🎂 <b>{ $name }</b> had a birthday on { $day }; I could not say so earlier.
birthday-age =
    { $n ->
        [one] { $n } year.
       *[other] { $n } years.
    }
birthday-draft =
    A greeting, if you like:
    <i>{ $text }</i>

    Other words, or another time: in the thread, <code>/later 18:00 { $text }</code>
birthday-greeting = Happy birthday, { $name }! We wish you health, joy and everything you wish for yourself 🎉
birthday-greeting-bare = Happy birthday! We wish you health, joy and everything you wish for yourself 🎉
button-greet = 🎉 Send the greeting
button-greet-then = 🎉 Send it on that day at 10:00
line-greeting-sent = 🎉 The greeting is on its way.
