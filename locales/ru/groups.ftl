### Группы и каналы в темах.

## В теме

group-deleted = 🗑 удалено
group-founded = 👥 { $name }: группа создана.
group-joined = 👋 { $name } теперь в группе.
group-added = 👋 { $name }: в группу добавлены — { $about }.
group-left = 🚪 { $name } больше не в группе.
group-removed = 🚪 { $name }: из группы удалены — { $about }.
group-renamed = ✏️ { $name }: новое название — { $about }
group-pictured = 🖼 { $name }: новая картинка группы.
group-pinned = 📌 { $name }: сообщение закреплено.
group-read-only = 📢 Каналы здесь только читают, писать в них нельзя. Сообщение не отправлено.
group-not-open = Группа здесь закрыта, поэтому ничего не отправлено. Сначала откройте её: /reopen
group-which-person = В группе должно быть ясно, о ком речь: ответьте на сообщение этого человека — <code>+5000 аванс</code>, <code>/card city Рига</code> или <code>/note удобно утром</code>.
group-nobody = Кто это написал, никто не узнает: сообщение от имени группы или канала. Ничего не записано.
group-only-people = Это для разговоров с одним человеком. Чтобы больше ничего не слышать о группе: /close
group-waits = ⏳ Telegram пропустит это в группу: { $until }. Отправится само.
group-closed = ✅ Закрыто: отсюда ничего не приходит, пока вы не откроете снова.
group-out = 🚪 Аккаунта там больше нет. Тема закрыта.
group-upgraded = ⬆️ Группа стала супергруппой. Разговор продолжается здесь.

## Карточка и экран

group-card-group = 👥 <b>{ $name }</b> · группа
group-card-channel = 📢 <b>{ $name }</b> · канал
group-card-account = 📱 { $account }
group-card-answers = Что вы пишете здесь, аккаунт говорит в группе. Деньги, карточки и заметки — ответом человеку.
group-card-reads = Только для чтения, писать сюда нельзя.
group-card-closed = ✅ Закрыто: отсюда ничего не приходит.
group-unopened = Отсюда ничего не пересылается. Если открыть, сообщения пойдут в тему, пока вы её не закроете.
group-was-closed = Закрыто: в тему ничего не приходит.
button-group-portrait = 🖼 Картинка

## Виды событий

kind-group-founded = группа создана
kind-group-joined = новый участник
kind-group-added = добавлены
kind-group-left = уход
kind-group-removed = удалены
kind-group-renamed = новое название
kind-group-pictured = новая картинка
kind-group-pinned = закреплено

## Почему не ушло

reason-no-right-to-write = Аккаунту там нельзя писать или нельзя писать такое: так решили администраторы чата.
reason-not-in-group = Аккаунта больше нет в группе, или она для него закрыта.
reason-topic-closed = Эта тема группы закрыта.
