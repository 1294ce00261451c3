### Сводка за день и напоминания о днях рождения.

digest-day =
    { $weekday ->
        [1] Понедельник
        [2] Вторник
        [3] Среда
        [4] Четверг
        [5] Пятница
        [6] Суббота
       *[7] Воскресенье
    }, { $date }
digest-title = 🗞 <b>{ $day }</b> · { $of }
digest-revenue = 💰 Доход: { $figure }
digest-started = 👤 Новые: { $figure }
digest-received = 📥 Входящие: { $figure }
digest-sent = 📤 Исходящие: { $figure }
digest-to-day = { $change } ко дню до этого
digest-to-week = { $change } к тому же дню неделю назад
digest-best = 🏆 Больше всех: <b>{ $name }</b> ({ $figures })
digest-worst = 🔻 Меньше всех: <b>{ $name }</b> ({ $figures })
digest-waiting =
    🟪 { $n ->
        [one] Ждёт ответа <b>{ $n }</b> клиент, дольше всех — первые:
        [few] Ждут ответа <b>{ $n }</b> клиента, дольше всех — первые:
       *[many] Ждут ответа <b>{ $n }</b> клиентов, дольше всех — первые:
    }
digest-waits = { $name } ({ $account }): { $duration }
digest-nobody-waits = ✅ Никто не ждёт ответа
digest-unusual-more = ⚠️ { $what }: { $figure } — намного больше обычного для этого дня недели ({ $usual })
digest-unusual-less = ⚠️ { $what }: { $figure } — намного меньше обычного для этого дня недели ({ $usual })
digest-what-revenue = Доход
digest-what-started = Новые
digest-what-received = Входящие
digest-what-sent = Исходящие
button-waiting = 🟪 Кто ждёт

settings-digest = 🗞 Сводка за прошедший день: каждый день в { $hour }
settings-digest-off = 🗞 Сводка за прошедший день: не приходит
settings-digest-mute = 🔕 Не присылать
settings-digest-unmute = 🔔 Присылать каждый день

picture-digest = Сводка дня
picture-day-revenue = Доход
picture-day-new = Новые

## Дни рождения

birthday-today = 🎂 <b>{ $name }</b>: сегодня день рождения!
birthday-ahead = 🎂 <b>{ $name }</b>: день рождения { $day }.
birthday-was = 🎂 <b>{ $name }</b>: день рождения был { $day }; раньше сказать не вышло.
birthday-age =
    { $n ->
        [one] { $n } год.
        [few] { $n } года.
       *[many] { $n } лет.
    }
birthday-draft =
    Можно поздравить так:
    <i>{ $text }</i>

    Другими словами или в другое время — в теме: <code>/later 18:00 { $text }</code>
birthday-greeting = С днём рождения, { $name }! Желаем здоровья, радости и исполнения всего задуманного 🎉
birthday-greeting-bare = С днём рождения! Желаем здоровья, радости и исполнения всего задуманного 🎉
button-greet = 🎉 Отправить поздравление
button-greet-then = 🎉 Отправить в тот день в 10:00
line-greeting-sent = 🎉 Поздравление отправляется.
