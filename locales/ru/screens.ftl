### Экраны панели: главная, аккаунты, настройки.

## Кнопки любого экрана

button-back = ← Назад
button-home = ← На главную
button-refresh = ↻ Обновить
button-cancel = ✕ Отмена
button-accounts = 📱 Аккаунты
button-team = 👥 Сотрудники
button-settings = ⚙️ Настройки
button-desk = 🗂 Рабочая группа
button-add-account = ＋ Подключить аккаунт
button-sign-in-again = 🔑 Войти снова
button-retry = ↻ Отправить ещё раз

## Списки

list-more = …и ещё { $n }
page-of = Страница { $page } из { $pages }

## Главная

home-night = 🌙 Доброй ночи, <b>{ $name }</b>!
home-morning = ☀️ Доброе утро, <b>{ $name }</b>!
home-day = 👋 Добрый день, <b>{ $name }</b>!
home-evening = 🌆 Добрый вечер, <b>{ $name }</b>!
home-today = 🗓 { $today }
home-first-account = Аккаунтов пока нет. <b>Начните с подключения первого</b>: понадобится телефон, где в него выполнен вход, и полминуты.
home-no-accounts = За вами пока нет аккаунта. Его назначит владелец.
home-accounts =
    { $n ->
        [one] 📱 { $n } аккаунт
        [few] 📱 { $n } аккаунта
       *[many] 📱 { $n } аккаунтов
    }
home-all-well = Все на связи.
home-account-troubled = { $state } — { $name }
home-desks = 🗂 Ваши рабочие группы
home-desk-ready = ✓ { $account }: готова, клиенты пишут туда
home-desk-none = ○ { $account }: ещё нет
home-desk-first = Рабочая группа — это группа, где у каждого клиента своя тема. Создать её — минута: нажмите «Рабочая группа».

## Аккаунты

accounts-title = 📱 <b>Аккаунты</b>
accounts-none = Аккаунтов пока нет. Подключите первый: понадобится телефон, где в него выполнен вход.
accounts-none-yours = За вами пока нет аккаунта. Его назначит владелец.
accounts-row = <b>{ $name }</b> · { $state }
accounts-row-phone = { $phone }
accounts-row-answers = отвечает { $member }

account-gone = Этот аккаунт больше не подключён.
account-title = 📱 <b>{ $name }</b>
account-responsible = 👤 Новым клиентам отвечает { $member }
account-dialogs =
    { $n ->
        [0] 💬 Диалогов пока нет
        [one] 💬 { $n } диалог
        [few] 💬 { $n } диалога
       *[many] 💬 { $n } диалогов
    }
account-desk-ready = 🗂 Рабочая группа готова
account-desk-none = 🗂 Рабочей группы ещё нет: сообщения ждут, пока её создаст { $member }
account-added = 🗓 Подключён { $date }
account-hint-disconnected = Сообщения клиентам ждут и уйдут, когда связь вернётся.
account-hint-login-needed = Telegram завершил сеанс. Ничего не потерялось: войдите снова, и всё, что ждёт, пойдёт дальше.
account-hint-limited = Отвечать клиентам можно, писать новым людям — нет. До какого срока, скажет @SpamBot в этом аккаунте.
account-hint-banned = Переписка здесь сохранена. Подайте жалобу с его телефона или напишите на recover@telegram.org.

## Настройки

settings-title = ⚙️ <b>Настройки</b>
settings-language = Язык экранов и уведомлений:
settings-chosen = ✓ { $language }
