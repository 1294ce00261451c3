### Контакты: карточка в теме, что агентство хранит о человеке, заметки.

## Карточка в теме

command-card = что известно о клиенте: <code>/card город Рига</code>
command-note = заметка о клиенте
command-notes = заметки: о клиенте, в личном чате ваши
card-name = 👤 <b>{ $name }</b>
card-name-tags = 👤 <b>{ $name }</b> · { $tags }
card-place = 📍 { $place }
card-time-there = там { $time }
card-same-time = время как здесь
card-ahead = { $hours } ч к нашему времени
card-age = { $n ->
    [one] { $n } год
    [few] { $n } года
   *[many] { $n } лет
}
card-birthday = 🎂 { $date }
card-custom = { $field }: { $value }
card-note = 📝 { $text } <i>({ $author }, { $date })</i>
card-more-notes = 📝 ещё { $n }
button-card = ✏️ Карточка
button-note = 📝 Заметка
button-portrait = 🖼 Фото
line-in-your-panel = Открыто в вашем чате со мной.

## Контакт

field-first-name = Имя
field-last-name = Фамилия
field-country = Страна
field-city = Город
field-birthday = День рождения
field-age = Возраст
field-tags = Метки
field-first-name-example = Иван
field-last-name-example = Петров
field-country-example = Латвия
field-city-example = Рига
field-birthday-example = 12.03.1992
field-age-example = 34
field-tags-example = VIP, постоянный, -новый
field-custom-example = 42
contact-telegram = В Telegram: { $name }
contact-how = Выберите, что изменить. В теме хватит одной строки: <code>/card город Рига</code>, а своё поле пишется так: <code>/card размер: 42</code>.
contact-field = 👤 <b>{ $name }</b> · { $field }
contact-field-now = Сейчас: { $value }
contact-field-type = Отправьте новое значение сообщением, например: <code>{ $example }</code>
contact-places = Какой город имеется в виду: { $city }?
contact-zone = 🕑 Я не знаю, где находится <b>{ $city }</b>. Который там час? Выберите или пришлите пояс: <code>+5:30</code> или <code>Asia/Kolkata</code>.
contact-unreadable = { $field }: не понимаю. Например: <code>{ $example }</code>
contact-too-long = Для карточки это слишком длинно: до 64 символов. Длинный текст поместится в заметку: /note
contact-too-many = Больше на карточку не поместится: до 20.
contact-no-zone = Такого пояса нет. Например: <code>+5:30</code>
contact-no-words = Заметка состоит из слов. Отправьте текст.
button-clear = ✕ Очистить

## Заметки о контакте

button-notes-of = { $n ->
    [0] 📝 Заметки
   *[other] 📝 Заметки · { $n }
}
button-new-note = ＋ Новая заметка
button-note-edit = ✏️ { $n }
button-note-drop = 🗑 { $n }
button-edit = ✏️ Изменить
button-drop = 🗑 Удалить
notes-of = 📝 <b>Заметки</b> · { $name }
notes-of-none = Заметок пока нет. В теме: <code>/note любит утро</code>, или /note в ответ на сообщение.
note-head = <b>{ $n }.</b> { $author } · <i>{ $time }</i>
note-edited = <i>изменено { $time }</i>
note-write = 📝 Отправьте текст заметки сообщением.
note-rewrite = ✏️ Отправьте новый текст сообщением: он встанет на место прежнего.
note-drop = 🗑 <b>Удалить эту заметку?</b> Вернуть её будет нельзя.
note-gone = Эта заметка удалена.

## Свои заметки

button-notebook = 📓 Заметки
notebook-title = { $n ->
    [0] 📓 <b>Ваши заметки</b>
   *[other] 📓 <b>Ваши заметки</b> · { $n }
}
notebook-how = Их не видит никто другой. Отправьте текст, чтобы записать его; <code>?слово</code> ищет.
notebook-none = Заметок пока нет. Отправьте сейчас любой текст: первая строка станет заголовком.
notebook-nothing = Ничего не найдено.
notebook-found = 🔍 { $words }
notebook-row = <b>{ $title }</b> · { $time }
notebook-times = <i>Записано { $created }, изменено { $edited }</i>
notebook-drop = 🗑 <b>Удалить «{ $title }»?</b> Вернуть её будет нельзя.
