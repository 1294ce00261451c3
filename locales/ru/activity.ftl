### Что делали сотрудники (T5).

command-activity = сообщения, диалоги, платежи и скорость ответа
button-activity = 📈 Активность
button-activity-team = 👥 Все рядом
button-activity-of = 📈 { $name }
activity-title =
    📈 <b>{ $name }</b>
    { $days }
activity-team =
    📈 <b>Активность сотрудников</b>
    { $days }
activity-legend = ↑ отправлено · ↓ получено · 💬 диалоги · 👤 карточки · 🟢 онлайн · 💰 платежи · ⏱ первый ответ: половина за / 90 % за
activity-row = <b>{ $name }</b>
activity-nothing = В эти дни ничего не было.
activity-messages = ✉️ Сообщения: отправлено { $sent }, получено { $received }
activity-dialogs = 💬 Диалогов обработано: { $n }
activity-online = 🟢 Онлайн: { $time }
activity-payments =
    { $n ->
        [0] 💰 Платежей нет
        [one] 💰 { $n } платёж, { $sum }
        [few] 💰 { $n } платежа, { $sum }
       *[many] 💰 { $n } платежей, { $sum }
    }
activity-cards = 👤 Карточек заполнено: { $n }
activity-responses = ⏱ Первый ответ в рабочее время: половина за { $median }, 90 % за { $p90 } (из { $n })
activity-no-responses = ⏱ Никто из клиентов не ждал первого ответа.
activity-today = Сегодня
activity-week = 7 дней
activity-month = Месяц
short-time-seconds = { $n } с
short-time-minutes = { $n } мин
short-time-hours = { $n } ч
short-time-hours-minutes = { $h } ч { $n } мин

command-zone = ваш часовой пояс
