### Looking for something: dialogs by tag, what was said, what was sent (D1, S1, M1).

## Dialogs by tag

dialog-tags-title = 🏷 <b>Tags</b> · { $account }
dialog-tags-how = Choose a tag to see the dialogs of those who bear it.
dialogs-none-tagged = Nobody here bears this tag. Another account may have somebody, and a card gets tags in its thread: <code>/card tags VIP</code>

## What was said

found-title = 🔍 <b>{ $words }</b>
found-nothing = Nothing was found. Words are searched from their beginning: <code>/find deliver</code> finds “delivery”.
found-hit = <b>{ $number }.</b> <i>{ $at }</i>
    { $excerpt }
found-hit-in = <b>{ $number }.</b> <b>{ $name }</b> · <i>{ $at }</i>
    { $excerpt }
page-number = <i>Page { $page }</i>
button-newer = ⬅️ Newer
line-asking = ⏳ Asking Telegram…
