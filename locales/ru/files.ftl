### Файлы диалога (M1).

command-files = фото, видео и файлы этого диалога
button-files = 📎 Файлы
files-media = 🖼 Медиа
files-files = 📄 Файлы
files-title = <b>{ $kind }: { $name }</b>
files-how = По номеру файл придёт в тему.
files-row = <b>{ $number }.</b> { $what } · <i>{ $at }</i>
files-no-media = Фото и видео пока нет: здесь появится всё, что пришлют клиент или команда, — из всей истории Telegram.
files-no-files = Документов, аудио и голосовых пока нет: здесь появится всё, что пришлют клиент или команда, — из всей истории Telegram.
files-no-older = Более старых нет.
files-no-thread = У этого диалога ещё нет темы. Откройте её с экрана диалога в /dialogs и нажмите номер снова.
button-older = Раньше ➡️
button-newest = ⏮ Самые новые
