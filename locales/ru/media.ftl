### Что бывает в чате с клиентом, кроме текста (R2, R12).

kind-missed-call = 📵 Пропущенный звонок
kind-screenshot = 📸 Снимок экрана этого чата
kind-timer = ⏳ Сообщения в этом чате теперь исчезают через { $duration }
kind-timer-off = ⏳ Сообщения в этом чате больше не исчезают

line-forwarded = ↪️ переслано от: { $name }
line-client-renamed = 🪪 Теперь имя клиента — { $now } (было: { $before }).
line-client-username-changed = 🪪 Клиент сменил имя пользователя в Telegram.
line-client-gone = 👻 Клиент удалил свой аккаунт в Telegram. Переписка остаётся здесь, но написать ему больше нельзя.
