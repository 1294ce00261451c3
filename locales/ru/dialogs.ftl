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
