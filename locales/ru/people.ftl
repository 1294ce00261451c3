### Список контактов и то, что делают с контактом целиком.

command-contacts = клиенты, которые вам видны; со словом ищет: <code>/contacts Рига</code>
button-contacts = 📇 Контакты
button-tags = 🏷 Метки
contacts-title = { $n ->
    [0] 📇 <b>Контакты</b>
   *[other] 📇 <b>Контакты</b> · { $n }
}
contacts-how = Отправьте имя, метку, город или слова из заметки, чтобы найти контакт.
contacts-none = Пока никого. Кто напишет аккаунту, станет контактом.
contacts-nothing = Никого не нашлось. Отправьте другие слова: хватит начала имени.
contacts-found = 🔍 { $words }
contacts-tagged = 🏷 { $tag }
contacts-tags = { $n ->
    [0] 🏷 <b>Метки</b>
   *[other] 🏷 <b>Метки</b> · { $n }
}
contacts-tags-how = Выберите метку, чтобы увидеть, у кого она есть.
contacts-no-tags = Меток пока нет. В теме: <code>/card метки VIP, постоянный</code>
contacts-tag = { $tag } · { $n }
button-dialog-of = 💬 { $account }

## Платёж в личном чате

pay-title = 💰 <b>Платёж</b> · { $name } · { $account }
pay-how = Отправьте, что оплачено: <code>5000 консультация</code>, <code>50,25 USD подписка</code>, <code>3000 вчера</code>, возврат — с минусом.
pay-unusual = ❗ Необычная сумма: <code>{ $text }</code>. Записать?
button-pay-through = 💰 { $account }
button-payment = 💰 Платёж

## Стереть человека

button-erase = 🗑 Стереть
button-erase-now = 🗑 Стереть навсегда
erase-title = 🗑 <b>Стереть контакт «{ $name }»?</b>
erase-goes = Навсегда и без возврата исчезнут имя, карточка, метки, переписка и темы.
erase-dialogs = { $n ->
    [one] 💬 { $n } диалог. В самом Telegram он останется у обеих сторон.
    [few] 💬 { $n } диалога. В самом Telegram они останутся у обеих сторон.
   *[many] 💬 { $n } диалогов. В самом Telegram они останутся у обеих сторон.
}
erase-notes = { $n ->
    [0] 📝 Заметок нет
    [one] 📝 { $n } заметка
    [few] 📝 { $n } заметки
   *[many] 📝 { $n } заметок
}
erase-stays = { $n ->
    [0] Платежей не было. В журнале останется, что контакт стёрт.
    [one] { $n } запись о деньгах останется без имени.
    [few] { $n } записи о деньгах останутся без имени.
   *[many] { $n } записей о деньгах останутся без имени.
}
audit-contact-erased = стёрт контакт { $n }
