### Команда и приглашения.

team-title =
    { $n ->
        [one] 👥 <b>Сотрудники</b> · { $n } человек
        [few] 👥 <b>Сотрудники</b> · { $n } человека
       *[many] 👥 <b>Сотрудники</b> · { $n } человек
    }
team-row = <b>{ $name }</b> · { $role }
team-row-since = в команде с { $date }
team-row-all-accounts = все аккаунты
team-row-no-accounts = пока без аккаунтов
team-alone = Пока вы здесь одни. Пригласите первого оператора: он получит ссылку, которая работает один раз.
team-open-invites = ✉️ Ниже — открытые приглашения: нажмите, чтобы посмотреть или отозвать.
button-invite = ＋ Пригласить
button-open-invite = ✉️ { $role }, до { $until }

invite-setup-title = ＋ <b>Новое приглашение</b>
invite-setup-role-operator = Роль: <b>оператор</b>. Отвечает клиентам выбранных аккаунтов.
invite-setup-role-manager = Роль: <b>менеджер</b>. Видит и ведёт всё по выбранным аккаунтам.
invite-setup-choose = С какими аккаунтами будет работать?
invite-setup-no-accounts = Работать пока не с чем: сначала подключите аккаунт, потом пригласите.
button-chosen = ☑ { $name }
button-not-chosen = ☐ { $name }
button-create-invite = ✓ Создать ссылку

invite-title = ✉️ <b>Приглашение</b> · { $role }
invite-accounts = Аккаунты: { $accounts }
invite-link =
    Отправьте эту ссылку человеку. Она работает один раз:
    <code>{ $link }</code>
invite-link-forgotten = Ссылка показывается при создании и нигде не хранится. Если она потерялась, отзовите приглашение и создайте новое.
invite-valid = ⏳ Действует до { $until }
invite-expired = ⌛️ Действовало до { $until }. Никто не воспользовался.
invite-used = ✅ По этой ссылке в команде { $member }, { $when }.
invite-revoked = ✕ Отозвано: { $when }. Ссылка больше не работает.
invite-gone = Такого приглашения нет.
invite-share-text = Вступайте в нашу команду в Telegram
button-share = ↗ Поделиться
button-revoke = ✕ Отозвать
