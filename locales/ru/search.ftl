### Поиск: диалоги по метке, сказанное, присланное (D1, S1, M1).

## Диалоги по метке

dialog-tags-title = 🏷 <b>Метки</b> · { $account }
dialog-tags-how = Выберите метку, чтобы увидеть диалоги тех, у кого она есть.
dialogs-none-tagged = Здесь такой метки нет ни у кого. Возможно, она есть в другом аккаунте; ставят её в теме: <code>/card метки VIP</code>

## Сказанное

found-title = 🔍 <b>{ $words }</b>
found-nothing = Ничего не нашлось. Слова ищутся с начала: <code>/find достав</code> найдёт «доставка».
found-hit = <b>{ $number }.</b> <i>{ $at }</i>
    { $excerpt }
found-hit-in = <b>{ $number }.</b> <b>{ $name }</b> · <i>{ $at }</i>
    { $excerpt }
page-number = <i>Страница { $page }</i>
button-newer = ⬅️ Позже
line-asking = ⏳ Спрашиваю Telegram…
