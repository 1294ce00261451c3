### Агентство в целом: его настройки и то, что о них стоит в журнале.

command-agency = агентство: название, часовой пояс, кто что видит
button-agency = 🏢 Агентство
agency-title = 🏢 <b>{ $name }</b>
agency-unnamed = 🏢 <b>Агентство</b>
agency-name-how = Другое название? Пришлите так: /agency name Север
agency-currency-none = 💱 Основной валюты ещё нет. Выберите её до первого платежа: потом она не меняется.
agency-currency = 💱 Суммы — в { $currency }. Первый платёж закрепит это.
agency-currency-locked = 💱 Суммы — в { $currency }. Платежи уже есть, поэтому валюта не меняется.
agency-zone = 🕐 Дни начинаются и кончаются по поясу { $zone }. Другой пояс? Пришлите так: /agency zone Europe/Riga
agency-ids-owners = 🙈 Телефон, имя пользователя и номер клиента видят только владельцы.
agency-ids-managers = 👀 Телефон, имя пользователя и номер клиента видят владельцы и менеджеры.
agency-ids-operators = 👀 Телефон, имя пользователя и номер клиента видят владельцы и операторы.
agency-ids-everybody = 👀 Телефон, имя пользователя и номер клиента видят все, кто с ним работает.
agency-keeps =
    { $n ->
        [one] 🗄 Сказанное хранится здесь { $n } день, потом остаются только счётчики. У Telegram своя история.
        [few] 🗄 Сказанное хранится здесь { $n } дня, потом остаются только счётчики. У Telegram своя история.
       *[many] 🗄 Сказанное хранится здесь { $n } дней, потом остаются только счётчики. У Telegram своя история.
    }
agency-reads-on-answer = ✔️ Клиент видит, что его прочитали, когда ему отвечают, ставят реакцию или нажимают «Прочитано».
agency-reads-by-hand = ✔️ Клиент видит, что его прочитали, только когда нажимают «Прочитано».
agency-operators-begin = ✍️ Операторы могут написать тому, кто ещё не писал: /new.
agency-operators-wait = ✍️ Написать тому, кто ещё не писал, могут только владельцы и менеджеры.
agency-backups-here = 💾 Каждая резервная копия приходит и сюда, владельцам, пока Telegram её принимает (50 МБ). Она зашифрована: открыть её можно только ключом восстановления.
agency-backups-there = 💾 Резервные копии остаются там, куда их кладёт сервер.
button-agency-backups = Копии и владельцам
button-agency-begin = Операторы пишут первыми
button-agency-currency = 💱 Валюта и курсы
button-agency-managers = Менеджеры видят номера
button-agency-operators = Операторы видят номера
button-agency-days =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[many] { $n } дней
    }
button-agency-reads-on-answer = Прочитано с ответом
button-agency-reads-by-hand = Прочитано вручную
home-agency = 🏢 { $name }

audit-settings = Настройки
audit-agency-nothing = не задано
audit-agency-name = название агентства: { $from } → { $to }
audit-agency-zone = часовой пояс агентства: { $from } → { $to }
audit-agency-ids = номера клиентов для этой роли ({ $role }): { $from } → { $to }
audit-agency-ids-shown = видны
audit-agency-ids-hidden = скрыты
audit-agency-keeps = сколько дней хранятся тексты: { $from } → { $to }
audit-agency-reads = чаты клиентов отмечаются прочитанными: { $from } → { $to }
audit-agency-begin = могут ли операторы писать первыми: { $from } → { $to }
audit-agency-backups = приходят ли владельцам резервные копии: { $from } → { $to }
audit-agency-allowed = да
audit-agency-refused = нет
audit-agency-on-answer = с ответом
audit-agency-by-hand = вручную

audit-currency = основная валюта: { $from } → { $to }
audit-rate = курс { $currency }: { $from } → { $to }
audit-assignment = кому достаются новые клиенты { $account }: { $from } → { $to }
audit-queue = никто
audit-handed-over = клиент { $n } аккаунта { $account }: { $from } → { $to }
audit-column-at = Время
audit-column-who = Кто
audit-column-what = Что
button-audit-export = ⬇ { $format }
