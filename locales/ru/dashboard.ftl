### Дашборд: цифры, динамика, ритм; вид картинок.

command-dashboard = доход, сообщения и динамика

button-dashboard = 📊 Дашборд
button-overview = 📊 Обзор
button-by-day = 📅 Точные цифры
button-rhythm = 🕘 По дням недели
button-of-account = 📱 По аккаунту

dashboard-title = 📊 <b>Дашборд</b> · { $of } · { $span }
dashboard-all = все аккаунты
dashboard-chosen = ✓ { $name }
dashboard-choose = Чьи цифры показать?
dashboard-as-of = На { $time }, в сравнении с тем же временем раньше

dashboard-today = 💰 Доход сегодня: { $sum }
dashboard-month = 📈 Доход за месяц: { $sum }
dashboard-no-currency = 💱 Чтобы считать доход, выберите валюту: <code>/currency RUB</code>
dashboard-new = 👤 Новые сегодня: { $n }
dashboard-received = 📥 Входящие сегодня: { $n }
dashboard-sent = 📤 Исходящие сегодня: { $n }
dashboard-contacts = 👥 Контакты: <b>{ $n }</b> · диалоги: <b>{ $total }</b>
dashboard-kinds = Пользователи { $users } · группы { $groups } · каналы { $channels }
dashboard-waiting = 🟪 Ждут ответа: <b>{ $waiting }</b> · непрочитанные: <b>{ $unread }</b>
dashboard-span = 🗓 { $span }: { $figures }
dashboard-most = 🏆 Кто и сколько, { $span }
dashboard-named = <b>{ $name }</b>: { $figures }
dashboard-changed = <b>{ $figure }</b> ({ $change })
dashboard-unchanged = <b>{ $figure }</b>
dashboard-line-received = вход. { $n }
dashboard-line-sent = исход. { $n }
dashboard-day-messages = вход. { $received }, исход. { $sent }

rhythm-weekdays = 📅 Сообщения и доход по дням недели
rhythm-hours = 🕘 Самые загруженные часы
rhythm-nothing = За это время сообщений ещё не было.

span-today = сегодня
span-days-7 = 7 дней
span-days-30 = 30 дней
span-month = этот месяц
span-days-90 = 13 недель
span-year = 12 месяцев

rhythm-weekday =
    { $weekday ->
        [1] Пн
        [2] Вт
        [3] Ср
        [4] Чт
        [5] Пт
        [6] Сб
       *[7] Вс
    }

settings-pictures = 🖼 Картинки
pictures-dark = 🌙 тёмные
pictures-light = ☀️ светлые
pictures-off = только текст

dashboard-month-named =
    { $month ->
        [1] январь
        [2] февраль
        [3] март
        [4] апрель
        [5] май
        [6] июнь
        [7] июль
        [8] август
        [9] сентябрь
        [10] октябрь
        [11] ноябрь
       *[12] декабрь
    } { $year }

## На картинке

picture-title = Дашборд
picture-subtitle = { $date } · { $of }
picture-today = Доход сегодня
picture-month = Доход за месяц
picture-new = Новые сегодня
picture-in = Входящие
picture-out = Исходящие
picture-contacts = Контакты
picture-revenue = Доход
picture-before = прошлый период
picture-messages = Сообщения
picture-legend-in = вход.
picture-legend-out = исход.
picture-dialogs = диалоги
picture-users = Люди
picture-groups = Группы
picture-channels = Каналы
picture-unread = { $n } непроч.
picture-team = Сотрудники
picture-accounts = Аккаунты
picture-note-revenue = доход, { $span }
picture-note-sent = отправлено, { $span }
picture-nothing = За это время ничего не было
picture-nobody = Ещё никто не отвечал

day-short = { $day } { $month }
month-short =
    { $month ->
        [1] янв
        [2] фев
        [3] мар
        [4] апр
        [5] мая
        [6] июн
        [7] июл
        [8] авг
        [9] сен
        [10] окт
        [11] ноя
       *[12] дек
    }
short-thousands = { $n } тыс
short-millions = { $n } млн
short-billions = { $n } млрд
