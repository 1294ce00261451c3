### Картинки и экраны: динамика, состав диалогов, активность.

button-structure = 🗂 Диалоги
structure-title = 🗂 <b>Диалоги</b> · { $of }
structure-kind = { $name }: <b>{ $n }</b> · { $share }

picture-trends = Динамика
picture-revenue-weekdays = Доход по дням
picture-messages-weekdays = Сообщения по дням
picture-revenue-hours = Доход по часам
picture-messages-hours = Сообщения по часам

picture-structure = Диалоги
picture-now = сейчас
picture-all-unread = Непрочитанные
picture-waiting = Ждут ответа
picture-by-account = По аккаунтам
picture-dialogs-in-all = всего диалогов
picture-no-accounts = Аккаунтов ещё нет

picture-activity = Активность
picture-days =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[many] { $n } дней
    }
picture-payments =
    { $n ->
        [one] { $n } платёж
        [few] { $n } платежа
       *[many] { $n } платежей
    }
picture-sent = Отправлено
picture-received = Получено
picture-handled = Диалогов обработано
picture-online = Онлайн
picture-cards = Карточек заполнено
picture-did-sent = отправлено
picture-did-received = получено
picture-did-dialogs = диалоги
picture-did-cards = карточки
picture-did-online = онлайн
picture-did-answer = первый ответ
picture-most = больше всего { $figure }
picture-answers = Первый ответ
picture-answers-of = в рабочее время, из { $n }
picture-no-answers = Никто из клиентов не ждал первого ответа
picture-half-within = половина за это время
picture-most-within = 90 % за это время
picture-answer-1 = до 1 мин
picture-answer-5 = 1–5 мин
picture-answer-15 = 5–15 мин
picture-answer-60 = 15–60 мин
picture-answer-more = больше часа

## Другие дни

button-other-days = 🗓 Другие дни
calendar-first = Выберите первый день. Или напишите дни, например <code>01.11 15.11</code>
calendar-last = Первый день: <b>{ $day }</b>. Теперь выберите последний.
button-yesterday = Вчера
button-last-month = Прошлый месяц
span-days = { $from } – { $to } { $year }
span-day = { $day } { $year }
line-not-days = Не получилось понять дни. Например: <code>01.11 15.11</code>
