### Words used everywhere: names of roles and states, buttons, times.

## People and states

role-operator = operator
role-manager = manager
role-owner = owner

state-active = 🟢 active
state-connecting = 🔄 connecting
state-disconnected = ⚪️ disconnected
state-login-needed = 🔑 login needed
state-limited = 🟡 limited by Telegram
state-frozen = 🧊 frozen by Telegram
state-banned = ⛔️ banned

no-name = No name

language-en = English
language-ru = Русский

## Kinds of messages

size-kilobytes = { $n } KB
size-megabytes = { $n } MB
kind-photo = 🖼 Photo
kind-video = 🎬 Video
kind-animation = 🎞 GIF
kind-voice = 🎤 Voice message
kind-video-note = ⏺ Video message
kind-audio = 🎵 Audio
kind-document = 📄 File
kind-sticker = 🏷 Sticker
kind-location = 📍 Location
kind-live-location = 🛰 Live location
kind-venue = 🏛 Venue
kind-contact = 👤 Contact
kind-poll = 📊 Poll
kind-dice = 🎲 Dice
kind-story = 📸 Story
kind-gift = 🎁 Gift
kind-call = 📞 Call
kind-game = 🎮 Game
kind-invoice = 🧾 Invoice
kind-self-destructing = 🔥 Self-destructing message
kind-unsupported = ❔ A kind of message I do not know yet

## Times

month-of-date =
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
    }
weekday =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
date-short = { $day } { month-of-date }
date-full = { $day } { month-of-date } { $year }
date-and-time = { $date }, { $time }
today-line = { weekday }, { $day } { month-of-date }, { $time }

duration-seconds =
    { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }
duration-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
duration-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
duration-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
just-now = just now
ago = { $duration } ago
yesterday-at = yesterday, { $time }
