### Деньги: платежи, книга, курсы, выгрузка.

## Команды

command-pay = записать оплату клиента: /pay 5000 консультация
command-money = сколько заплатили клиенты
command-void = аннулировать платёж по номеру
command-correct = исправить сумму платежа
command-currency = валюта, в которой считаются суммы
command-rate = курс другой валюты
command-export = платежи за период файлом
example-pay = /pay 5000 консультация
example-void = /void 12 записано дважды
example-correct = /correct 12 5500 опечатка
example-currency = /currency EUR
example-rate = /rate USD 92.5
example-export = /export 2026-01-01 2026-03-31 xlsx

## Что говорится

money-booked = 💰 <b>{ $client }</b>: { $amounts }
money-asked-phone = ❓ Похоже на номер телефона. Ничего не записано и не отправлено. Это оплата <b>{ $amounts }</b>?
money-asked-time = ❓ Возможно, это время или количество. Ничего не записано и не отправлено. Это оплата <b>{ $amounts }</b>?
money-asked-words = ❓ Возможно, это для клиента. Ничего не записано и не отправлено. Это оплата <b>{ $amounts }</b>?
money-asked-unusual = ❓ Сумма сильно отличается от обычных. Пока ничего не записано. Всё верно: <b>{ $amounts }</b>?
money-only-from-people = Оплата записывается в теме человека: группа или канал не платят. Ничего не записано.
money-currency-unknown = Владелец ещё не выбрал валюту. Он получил вопрос; после этого запишите оплату ещё раз.
money-currency-needed = 💱 Нужно записать оплату, а валюта ещё не выбрана. Выберите, в какой считать суммы.
money-rate-needed = 💱 Заплачено { $amount }, а курса { $currency } ещё нет. Платёж сохранён и стоит отдельно. Сколько стоит один { $currency }? Например: <code>/rate { $currency } 92.5</code>
money-too-fine = У { $currency } меньше знаков после запятой. Ничего не записано. Например: <code>{ $example }</code>
money-too-large = Столько за раз записать нельзя. Ничего не записано. Например: <code>{ $example }</code>
money-undone = ↩️ Отменено: больше не считается.
money-too-late = Поздно отменять: на это есть 30 секунд. Управляющий или владелец может аннулировать платёж в истории.
money-settled = Этот платёж уже аннулирован или исправлен, или его нет.
money-line-voided = 🚫 № { $id }, { $amount }: аннулирован. Он остаётся в истории и больше не считается.
money-line-corrected = ✏️ { $amount } → { $now }: исправлено, считается в тот же день.
money-base-locked = Суммы считаются в { $currency }, и платежи уже есть, поэтому это не меняется.
money-base-set = ✅ Суммы считаются в { $currency }. Изменить можно до первого платежа.
money-rate-set = ✅ Курс { $currency } к { $base } задан. Платежи, которые его ждали, теперь считаются; у остальных курс прежний.
money-nothing-to-export = За этот период платежей нет.

## Кнопки

button-money = 💰 Деньги
button-undo = ↩️ Отменить
button-book = 💰 Записать
button-send-to-client = ➡️ Отправить клиенту
button-cancel-payment = ✖️ Ни то ни другое
button-history = 🧾 История
button-export = 📤 Выгрузка
button-rates = 💱 Валюты
button-void = 🚫 Аннулировать

## Экраны

money-title = 💰 <b>Деньги</b>
money-empty = Пока ничего. Когда клиент заплатит, напишите в его теме <code>+5000 консультация</code>.
money-clients = Кто платил последним:
money-of = 💰 <b>{ $name }</b>
money-today = Сегодня: <b>{ $sum }</b>
money-week = 7 дней: <b>{ $sum }</b>
money-month = За месяц: <b>{ $sum }</b>
money-all = Всё время: <b>{ $sum }</b>
money-unrated = Без курса, в суммы не входит: <b>{ $sum }</b>
money-by-month = По месяцам:
money-month-row = { $mark } { $month }: { $sum }
money-history-of = 🧾 <b>{ $name }</b>
money-entry = № { $id } · <b>{ $amount }</b> · { $day } · { $member }
money-voided = 🚫 аннулирован
money-voided-why = 🚫 аннулирован: { $reason }
money-worth = Это { $sum } по курсу { $rate }
money-no-rate = Курса ещё нет: в суммы не входит.
money-written = Записано { $at }, { $by }
money-replaces = ✏️ Вместо № { $id }: { $reason }
money-proof = 📎 Подтверждение: { $words }
money-how-to-correct = Сумма неверна? <code>/correct { $id } 5500 опечатка</code>
money-void-title = 🚫 Аннулировать <b>{ $amount }</b>, <b>{ $name }</b>?
money-void-what = Платёж больше не будет считаться в день оплаты и останется в истории с причиной. Выберите её или напишите: <code>/void { $id } почему</code>
void-mistake = Записано по ошибке
void-twice = Записано дважды
void-returned = Деньги не пришли
rates-title = 💱 <b>Валюты</b>
rates-choose = В какой валюте считать суммы? Любая другая: <code>/currency CHF</code>
rates-base = Суммы считаются в <b>{ $currency }</b>.
rates-locked = Это не меняется: платежи уже записаны.
rates-open = Изменить можно до первого платежа. Любая другая: <code>/currency CHF</code>
rates-list = Курсы для новых платежей:
rates-row = 1 { $currency } = { $rate } { $base }
rates-waiting = ⏳ { $sum } без курса. Назовите его: <code>/rate { $currency } 92.5</code>
rates-how = Новый курс: <code>/rate USD 92.5</code>. У записанных платежей курс прежний.
export-title = 📤 <b>Выгрузка платежей</b>
export-what = Файл придёт сюда, в этот чат. Любой другой период: <code>/export 2026-01-01 2026-03-31 xlsx</code>
export-this-month = Этот месяц
export-last-month = Прошлый месяц
export-this-year = Этот год
export-all = Всё
month-named =
    { $month ->
        [1] январь
        [2] февраль
        [3] март
        [4] апрель
        [5] май
        [6] июнь
        [7] июль
        [8] август
        [9] сентябрь
        [10] октябрь
        [11] ноябрь
       *[12] декабрь
    } { $year }

## Столбцы выгрузки

export-column-number = №
export-column-day = День
export-column-client = Клиент
export-column-account = Аккаунт
export-column-member = Сотрудник
export-column-amount = Сумма
export-column-currency = Валюта
export-column-rate = Курс
export-column-worth = В основной валюте
export-column-kind = Вид
export-column-of = К №
export-column-note = За что
export-column-reason = Причина
export-column-by = Кто записал
export-payment = оплата
export-refund = возврат
export-void = аннулирование
export-correction = исправление
