### Диалоги: списки, один диалог, что с ним можно сделать.

command-dialogs = переписка с клиентами
button-dialogs = 💬 Диалоги
button-more = ⋯
button-other-account = 📱 Другой аккаунт
button-to-thread = ↗ К теме
button-open-thread = 🧵 Открыть тему
button-close = ✅ Закрыть
button-reopen = ↩ Открыть снова
button-mark-read = 👁 Прочитано

## Списки

filter-all = Все
filter-unread = Непрочитанные
filter-unanswered = Без ответа
filter-mine = Мои
filter-users = Пользователи
filter-groups = Группы
filter-channels = Каналы
filter-closed = Закрытые
dialogs-title = 💬 <b>Диалоги</b> · { $account }
dialogs-filter = <i>{ $filter }</i>
dialogs-list = { $filter } · { $n }
dialogs-row = { $mark } <b>{ $name }</b> · { $time }
dialogs-preview = { $text }
dialogs-none = Диалогов пока нет. Как только клиент напишет этому аккаунту, переписка появится здесь.
dialogs-none-unread = Всё прочитано.
dialogs-none-unanswered = Ответа никто не ждёт.
dialogs-none-here = Здесь пусто.
dialogs-no-account = За вами пока нет аккаунта. Его назначит владелец, и здесь появится переписка.
dialogs-accounts-title = 💬 <b>Чьи диалоги?</b>
dialogs-accounts-what = Число — сколько клиентов ждут ответа.
dialogs-account-waiting = { $account } · { $n }

## Один диалог

dialog-title = { $mark } <b>{ $name }</b> · { $account }
dialog-unread =
    { $n ->
        [one] { $n } непрочитанное
       *[other] { $n } непрочитанных
    }
dialog-waits = ждёт { $duration }
dialog-answers = отвечает { $member }
dialog-has-thread = У переписки есть тема в рабочей группе.
dialog-opening = ⏳ Тема открывается…
dialog-no-thread = Тема не открыта.
line-no-desk-for-thread = У того, кто отвечает этому клиенту, ещё нет рабочей группы. Сначала создайте её: «Рабочая группа» в панели.

## Отложить, напомнить, отправить позже

button-snooze = ⏰ Отложить
button-mute = 🔇 Без звука
button-unmute = 🔔 Со звуком
button-block = ⛔ Заблокировать
button-block-now = ⛔ Да, заблокировать
button-unblock = ⛔ Разблокировать
button-send-now = ↗ Отправить сейчас
dialog-snoozed = 💤 до { $until }
dialog-muted = 🔇 без звука
dialog-blocked = ⛔ заблокирован
snooze-title = ⏰ <b>{ $name }: отложить до…</b>
snooze-what = До этого времени о диалоге ничего не напомнит, если клиент не напишет сам. В теме: /snooze 3ч
pause-hour = 1 час
pause-three-hours = 3 часа
pause-tomorrow = Завтра, 9:00
pause-monday = Понедельник, 9:00
block-title = ⛔ <b>Заблокировать: { $name }?</b>
block-what = Его сообщения аккаунту { $account } больше не придут; то, что уже здесь, останется. Разблокировать можно в любой момент.
line-sent-later = 🕕 Отправлено, как вы просили
line-sent-away = 🌙 Автоответ: сейчас никого нет
line-timer-gone = Это уже произошло или было отменено.
line-cancelled = ✓ Отменено.
news-will-send = 🕕 Уйдёт клиенту: { $at }
news-will-remind = 🔔 Напомню: { $at }
news-reminder = 🔔 <b>{ $name }</b>: { $text }
news-reminder-bare = 🔔 <b>{ $name }</b>: вы просили напомнить.
news-snooze-over = ⏰ <b>{ $name }</b>: время, на которое вы отложили диалог, вышло.
news-unanswered = ⏳ <b>{ $name }</b> ({ $account }) ждёт ответа { $duration }.
news-ask-block = ⛔ Заблокировать: { $name }? Его сообщения больше не придут; разблокировать можно в любой момент.
command-close = в теме: закрыть диалог, пока клиент не напишет
command-reopen = в теме: открыть диалог снова
command-snooze = в теме: отложить диалог, /snooze 3ч
command-remind = в теме: напомнить, /remind 2д перезвонить
command-later = в теме: отправить позже, /later 18:00 текст
command-mute = в теме: без звука и оповещений; ещё раз — с ними
command-block = в теме: заблокировать клиента

## Как работают с аккаунтом

button-routine = 🕘 Часы и оповещения
routine-title = 🕘 <b>{ $account }: часы и оповещения</b>
routine-hours = <b>Рабочие часы:</b> { $hours }
routine-hours-none = <b>Рабочие часы:</b> круглосуточно
routine-hours-how = Другие: отправьте <code>/hours пн-пт 9:00-18:00</code>
routine-away = <b>В остальное время клиент один раз услышит:</b> { $text }
routine-away-none = <b>В остальное время клиент услышит:</b> ничего
routine-away-how = Чтобы задать: отправьте <code>/away</code> и текст. Действует, если заданы рабочие часы.
routine-alert =
    { $n ->
        [one] <b>Если клиент ждёт { $n } минуту</b> рабочего времени, об этом услышит тот, кто отвечает; ещё через столько же — владельцы.
        [few] <b>Если клиент ждёт { $n } минуты</b> рабочего времени, об этом услышит тот, кто отвечает; ещё через столько же — владельцы.
       *[many] <b>Если клиент ждёт { $n } минут</b> рабочего времени, об этом услышит тот, кто отвечает; ещё через столько же — владельцы.
    }
routine-alert-none = <b>Если клиент долго ждёт</b>, никто не услышит. Выберите, через сколько минут напомнить:
routine-always = Круглосуточно
routine-minutes = { $n } мин
routine-never = Не оповещать
button-no-away = ✕ Без автоответа
weekday-short =
    { $weekday ->
        [1] пн
        [2] вт
        [3] ср
        [4] чт
        [5] пт
        [6] сб
       *[7] вс
    }
command-hours = рабочие часы аккаунта
command-away = что слышат клиенты в нерабочее время
line-routine-which = Сначала откройте аккаунт: Аккаунты → аккаунт → «Часы и оповещения». Потом отправьте ещё раз.

## Кто отвечает

button-take = 🙋 Взять
button-hand-over = 🔁 Передать
button-give-back = ↩ Вернуть
button-hand-all = 🔁 Все диалоги: { $member } · { $n }
assignment-responsible = Одному
assignment-round-robin = По очереди
assignment-least-busy = Наименее занятому
assignment-queue = Из общей очереди
routine-assignment = <b>Новые клиенты:</b> { $policy }. «Одному» — тому, кто отвечает за аккаунт; остальное — его операторам с рабочей группой.
routine-keeps-threads = Старые темы остаются
hand-over-title = 🔁 <b>{ $name }: кто будет отвечать?</b>
hand-over-now = Сейчас отвечает { $member }. Тема переедет в другую рабочую группу вместе с последними сообщениями.
hand-over-nobody = Рабочей группы для этого аккаунта больше ни у кого нет. Сначала создайте её: Аккаунты → аккаунт.
hand-over-candidate = { $name } · ждут { $n }
hand-all-title = 🔁 <b>{ $member }: кому передать все диалоги?</b> · { $account }
hand-all-what =
    { $n ->
        [one] { $n } тема переедет в другую рабочую группу вместе с последними сообщениями.
        [few] { $n } темы переедут в другую рабочую группу вместе с последними сообщениями.
       *[many] { $n } тем переедут в другую рабочую группу вместе с последними сообщениями.
    }
dialog-queued = 🙋 ждёт, кто возьмёт
news-queued =
    🙋 <b>{ $name }</b> · { $account }
    { $excerpt }
news-nobody-took = ⏳ <b>{ $name }</b> ({ $account }): { $duration } никто не берёт. Передайте диалог или возьмите его сами.
news-handed-over = 🔁 <b>{ $name }</b> ({ $account }): теперь отвечаете вы, диалог передал сотрудник { $member }.
line-taken-already = Этому клиенту уже отвечает другой.
line-cannot-answer = Этот сотрудник больше не работает с аккаунтом.
line-handed-all =
    { $n ->
        [one] 🔁 Теперь вы ведёте { $n } диалог: { $member } ({ $account }). Его тема появится в вашей рабочей группе.
        [few] 🔁 Теперь вы ведёте { $n } диалога: { $member } ({ $account }). Их темы появятся в вашей рабочей группе.
       *[many] 🔁 Теперь вы ведёте { $n } диалогов: { $member } ({ $account }). Их темы появятся в вашей рабочей группе.
    }
line-dialog-closed = ✅ Закрыто, пока клиент не напишет.

## Прежние диалоги, новый диалог

button-import = ⬇️ Прежние диалоги
button-import-cancel = ✕ Остановить
button-import-again = ↻ Перенести сейчас
import-title = ⬇️ <b>{ $account }: прежние диалоги</b>
import-what = Диалоги, которые были у аккаунта раньше, попадут в список и в счёт. Никто не получит оповещений, темы не откроются, новым ничего не посчитается.
import-begins = ⏳ Спрашиваю список у Telegram…
import-running = ⏳ Перенесено { $n } из { $total }…
import-finished =
    { $n ->
        [one] ✅ Готово: просмотрен { $n } диалог.
        [few] ✅ Готово: просмотрено { $n } диалога.
       *[many] ✅ Готово: просмотрено { $n } диалогов.
    }
import-cancelled = ✕ Остановлено: { $n } из { $total }. Перенесённое останется.
import-never = Их ещё не переносили.
command-new = написать первым: /new @username или номер телефона
line-new-which = С какого аккаунта? Сначала откройте его диалоги («Диалоги» → «Другой аккаунт»), потом отправьте ещё раз.
line-nobody-found = Telegram не знает никого с таким именем или номером, или человек не даёт себя найти.
line-asked-in-vain = Аккаунт сейчас не может спросить Telegram. Ничего не отправлено; попробуйте чуть позже.

## Поиск

command-find = сообщения с этими словами: /find доставка
