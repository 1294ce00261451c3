### Сотрудники по одному: что им можно и что меняет владелец.

command-name = как вас зовут в команде

staff-title = 👤 <b>{ $name }</b> · { $role }
staff-gone = Такого человека в команде нет.
staff-name =
    В команде вас зовут <b>{ $name }</b>.

    Нужно другое имя? Отправьте так: /name Анна К.
button-staff-name-right = ✓ Всё верно
button-staff-accounts = 📱 Аккаунты
button-staff-role = → { $role }
button-staff-remove = ✕ Убрать из команды

staff-accounts-title = 📱 Аккаунты: <b>{ $name }</b>
staff-accounts-choose = Нажатие даёт аккаунт; нажатие на отмеченный — забирает.
staff-accounts-none = Аккаунтов пока нет. Сначала подключите первый.

staff-role-title = <b>{ $name }</b>: сменить роль на «{ $role }»?
staff-role-operator = Оператор отвечает своим клиентам из своих рабочих групп. Он не видит сумм, чужих групп и настроек аккаунтов.
staff-role-manager = Менеджер видит и ведёт всё по своим аккаунтам: всех клиентов, рабочие группы, суммы и выгрузки. Аккаунты, команда и настройки остаются за владельцами.
staff-role-owner = Владельцу можно всё и по всем аккаунтам: видеть всех клиентов и суммы, подключать и удалять аккаунты, менять команду, убирать других владельцев.
button-staff-role-now = ✓ Да, сменить
staff-withdrawal-title = { $name }: забрать аккаунт <b>{ $account }</b>?
staff-withdrawal-means = Доступ к рабочим группам аккаунта и к его клиентам пропадёт сразу. Написанное и внесённое останется.
button-staff-withdraw-now = ✓ Да, забрать
staff-removal-title = Убрать из команды: <b>{ $name }</b>?
staff-removal-means = Доступ ко всем рабочим группам пропадёт сразу, кнопки перестанут работать. Написанное и внесённое останется. Чтобы вернуться, нужно новое приглашение.
button-staff-remove-now = ✕ Да, убрать
staff-dialogs-left =
    { $n ->
        [one] { $n } диалог перейдёт к: { $heir }.
        [few] { $n } диалога перейдут к: { $heir }.
       *[many] { $n } диалогов перейдут к: { $heir }.
    }

line-last-owner = Агентству нужен владелец. Сначала сделайте владельцем кого-нибудь ещё, потом повторите.
line-staff-operator = Теперь ваша роль — <b>оператор</b>.
line-staff-manager = Теперь ваша роль — <b>менеджер</b>.
line-staff-owner = Теперь ваша роль — <b>владелец</b>.
line-staff-given = Теперь вы работаете с аккаунтом <b>{ $account }</b>. Рабочая группа для него создаётся в разделе «Рабочая группа».
line-staff-withdrawn = Вы больше не работаете с аккаунтом <b>{ $account }</b>. Его клиентам отвечают другие.
line-staff-removed = Вы больше не в команде. Спасибо за работу; всё, что вы сделали, остаётся у агентства.

button-undo-joining = ↶ Отменить
invite-setup-term = Сколько действует ссылка?
invite-term =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[many] { $n } дней
    }
button-member = 👤 { $name }

## Журнал действий

button-audit = 📜 Журнал
audit-title = 📜 <b>Журнал действий</b>
audit-nothing = Такого пока не было.
audit-row = <b>{ $who }</b> · { $at }
audit-server = Сервер
audit-all = Всё
audit-team = Команда
audit-accounts = Аккаунты
audit-desks = Рабочие группы
audit-account-gone = аккаунт { $n }, удалён
audit-owner-link = одноразовая ссылка для владельца
audit-claimed = стал владельцем по одноразовой ссылке
audit-invited = приглашение { $n }: { $role }
audit-invite-revoked = отзыв приглашения { $n }
audit-joined = вступление по приглашению { $n }: { $role }
audit-role = { $member }: { $from } → { $to }
audit-assigned = { $member }: дан аккаунт { $account }
audit-withdrawn = { $member }: забран аккаунт { $account }
audit-removed = { $member } ({ $role }): убран из команды
audit-account-added = подключён аккаунт { $account }
audit-account-signed-in = повторный вход: { $account }
audit-account-off = аккаунт { $account } отключён
audit-account-on = аккаунт { $account } подключён снова
audit-desk = создана рабочая группа: { $account }, { $member }

## Присутствие

presence-online = 🟢 онлайн
presence-seen = ⚪️ активность: { $ago }
presence-off-shift = ⏸ не на смене · активность: { $ago }
presence-never = ⚪️ пока без действий
presence-today = ⏱ Онлайн сегодня: { $time }
home-off-shift = ⏸ Ваша смена окончена. Клиенты по-прежнему пишут вам; команда видит, что вас нет.
button-shift-on = ▶ Начать смену
button-shift-off = ⏸ Закончить смену
button-audit-of = 📜 Действия

## Удаление аккаунта

button-delete-account = 🗑 Удалить из Pult
delete-account-title = 🗑 Удалить <b>{ $name }</b> из Pult?
delete-account-dialogs =
    { $n ->
        [0] Сам аккаунт Telegram останется. Сюда от него больше ничего не придёт.
        [one] Сам аккаунт Telegram останется, как и его { $n } диалог. Сюда от него больше ничего не придёт, неотправленное не уйдёт.
        [few] Сам аккаунт Telegram останется, как и его { $n } диалога. Сюда от него больше ничего не придёт, неотправленное не уйдёт.
       *[many] Сам аккаунт Telegram останется, как и его { $n } диалогов. Сюда от него больше ничего не придёт, неотправленное не уйдёт.
    }
delete-account-desks =
    { $n ->
        [one] { $n } рабочая группа станет обычной группой.
        [few] { $n } рабочие группы станут обычными группами.
       *[many] { $n } рабочих групп станут обычными группами.
    }
delete-account-session = С выходом завершается и сеанс Pult в Telegram. Без выхода сеанс останется в списке устройств аккаунта, пока его там не завершат. Это нельзя отменить; аккаунт можно подключить заново.
button-delete-and-log-out = 🗑 Удалить и выйти
button-delete-only = 🗑 Удалить без выхода
line-not-logged-out = У аккаунта нет связи, поэтому завершить сеанс не удалось. Ничего не удалено. Подключите его снова или удалите без выхода.
audit-account-deleted = аккаунт { $n } удалён из Pult
audit-account-deleted-logged-out = аккаунт { $n } удалён из Pult, сеанс завершён
