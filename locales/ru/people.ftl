### Список контактов и то, что делают с контактом целиком.

command-contacts = клиенты, которые вам видны; со словом ищет: <code>/contacts Рига</code>
button-contacts = 👥 Контакты
button-tags = 🏷 Метки
contacts-title = { $n ->
    [0] 👥 <b>Контакты</b>
   *[other] 👥 <b>Контакты</b> · { $n }
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
