### Слова, нужные везде: роли и состояния, кнопки, время.

## Люди и состояния

role-operator = оператор
role-manager = менеджер
role-owner = владелец

state-active = 🟢 активен
state-connecting = 🔄 подключается
state-disconnected = ⚪️ отключён
state-login-needed = 🔑 требуется вход
state-limited = 🟡 ограничен Telegram
state-frozen = 🧊 заморожен Telegram
state-banned = ⛔️ заблокирован

no-name = Без имени

language-en = English
language-ru = Русский

## Виды сообщений

size-kilobytes = { $n } КБ
size-megabytes = { $n } МБ
kind-photo = 🖼 Фото
kind-video = 🎬 Видео
kind-animation = 🎞 GIF
kind-voice = 🎤 Голосовое сообщение
kind-video-note = ⏺ Видеосообщение
kind-audio = 🎵 Аудио
kind-document = 📄 Файл
kind-sticker = 🏷 Стикер
kind-location = 📍 Геопозиция
kind-live-location = 🛰 Трансляция геопозиции
kind-venue = 🏛 Место
kind-contact = 👤 Контакт
kind-poll = 📊 Опрос
kind-dice = 🎲 Кубик
kind-story = 📸 История
kind-gift = 🎁 Подарок
kind-call = 📞 Звонок
kind-game = 🎮 Игра
kind-invoice = 🧾 Счёт
kind-self-destructing = 🔥 Исчезающее сообщение
kind-unsupported = ❔ Сообщение, которое я пока не понимаю

## Время

month-of-date =
    { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    }
weekday =
    { $weekday ->
        [1] понедельник
        [2] вторник
        [3] среда
        [4] четверг
        [5] пятница
        [6] суббота
       *[7] воскресенье
    }
date-short = { $day } { month-of-date }
date-full = { $day } { month-of-date } { $year }
date-and-time = { $date }, { $time }
today-line = { weekday }, { $day } { month-of-date }, { $time }

# Винительный падеж: «подождите 1 минуту», «1 минуту назад».
duration-seconds =
    { $n ->
        [one] { $n } секунду
        [few] { $n } секунды
       *[many] { $n } секунд
    }
duration-minutes =
    { $n ->
        [one] { $n } минуту
        [few] { $n } минуты
       *[many] { $n } минут
    }
duration-hours =
    { $n ->
        [one] { $n } час
        [few] { $n } часа
       *[many] { $n } часов
    }
duration-days =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[many] { $n } дней
    }
just-now = только что
ago = { $duration } назад
yesterday-at = вчера, { $time }
