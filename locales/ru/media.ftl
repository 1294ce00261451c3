### Что бывает в чате с клиентом, кроме текста (R2, R12).

kind-missed-call = 📵 Пропущенный звонок
kind-screenshot = 📸 Снимок экрана этого чата
kind-timer = ⏳ Сообщения в этом чате теперь исчезают через { $duration }
kind-timer-off = ⏳ Сообщения в этом чате больше не исчезают

line-forwarded = ↪️ переслано от: { $name }
line-client-renamed = 🪪 Теперь имя клиента — { $now } (было: { $before }).
line-client-username-changed = 🪪 Клиент сменил имя пользователя в Telegram.
line-client-gone = 👻 Клиент удалил свой аккаунт в Telegram. Переписка остаётся здесь, но написать ему больше нельзя.

## Столы

line-desk-member-out = 🚪 { $member } больше не в группе-столе аккаунта { $account }. Ничего не потеряно: сообщения клиентов приходят туда, но читать их некому. Нажмите «Войти» и попросите принять — или пусть { $member } добавят в группу.

## Что было сказано раньше (R7)

line-transcript = 🕘 Раньше в этом чате
line-transcript-over = 🕘 Раньше в этом чате ничего не было.
button-fetch = { $number } · { $kind }
button-earlier = ⬆️ Ещё раньше
