### Люди: несколько контактов одного человека, уровни, контакты файлом.

## Один человек

button-same = 🔗 Тот же человек…
button-split = ✂️ Разделить: { $name }
button-merge-now = 🔗 Один человек
button-split-now = ✂️ Разделить
contact-faces = 🔗 Один человек: { $names }
merge-pick = 🔗 <b>Кто из них — тот же человек, что { $name }?</b>
merge-pick-how = Выберите или отправьте имя, метку, город или слова из заметки.
merge-nobody = Больше пока никого нет. Кто напишет аккаунту, станет контактом.
merge-title =
    🔗 <b>Это один человек?</b>
    • { $one }
    • { $other }
merge-together = Дальше это один контакт с одной карточкой и всеми метками. Заметки, платежи и диалоги видны вместе, каждому — насколько ему можно.
merge-dialogs = { $n ->
    [one] 💬 { $n } диалог, он остаётся на месте
    [few] 💬 { $n } диалога, они остаются на месте
   *[many] 💬 { $n } диалогов, они остаются на месте
}
merge-card = Главной будет карточка «{ $name }»; что в ней пусто, берётся из другой.
merge-back = Ничего не переносится: разделить можно в любой момент.
merge-nothing = Это уже один человек, или одного из них стёрли.
split-title =
    ✂️ <b>Всё-таки два человека?</b>
    • { $one }
    • { $other }
split-what = У каждого снова свои карточка, метки, заметки, платежи и диалоги, как раньше. Что записано в общую карточку, остаётся у «{ $name }».
split-nothing = Этот контакт и так сам по себе.
contact-merged = 🔗 Теперь это один человек. Отменить можно 30 секунд, разделить — в любой момент.
contact-split = ✂️ Это снова два человека.
contact-unmerged = ↩️ Отменено: это снова два человека.
contact-too-late-to-unmerge = Отменить уже нельзя: на это есть 30 секунд. На экране контакта их можно разделить.

audit-merged = клиенты { $n } и { $into } — один человек
audit-split = клиент { $n } — не тот же человек, что { $from }
audit-exported-contacts = контакты файлом ({ $format }), { $from } – { $to }

## Уровни

tier-bronze = 🥉 Бронза
tier-silver = 🥈 Серебро
tier-gold = 🥇 Золото
contacts-tier = { $tier } · { $n }
contacts-tier-none = Сейчас на этом уровне никого.
agency-tiers = 🏅 Уровни по сумме за всё время: 🥉 от { $bronze }, 🥈 от { $silver }, 🥇 от { $gold }. Другие? Пришлите так: /agency tiers { $example }
agency-tiers-off = 🏅 Уровней по оплатам клиентов нет. Пришлите, с каких сумм они начинаются, так: /agency tiers { $example }
button-agency-tiers = 🏅 { $sums }
button-agency-tiers-off = 🏅 Без уровней
audit-agency-tiers = уровни клиентов: { $from } → { $to }

## Контакты файлом

button-export-contacts = 📤 { $format }
export-too-large = Файл вышел бы больше, чем Telegram принимает от бота (50 МБ), или в нём было бы больше полумиллиона строк. Выберите период короче или XLSX.
export-column-telegram = В Telegram
export-column-username = Имя пользователя
export-column-phone = Телефон
export-column-user = Номер в Telegram
export-column-notes = Заметок
export-column-accounts = Аккаунты
export-column-since = Известен с
export-column-paid = Оплачено всего, { $currency }
export-column-unrated = Без курса
export-column-tier = Уровень
export-column-others = Другие поля
