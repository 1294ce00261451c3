### The files of a dialog (M1).

command-files = photos, videos and files of this dialog
button-files = 📎 Files
files-media = 🖼 Media
files-files = 📄 Files
files-title = <b>{ $kind }: { $name }</b>
files-how = A number brings it into the thread.
files-row = <b>{ $number }.</b> { $what } · <i>{ $at }</i>
files-no-media = No photos or videos yet: what the client or the team sends will be here, from the whole of Telegram’s history.
files-no-files = No documents, audio or voice messages yet: what the client or the team sends will be here, from the whole of Telegram’s history.
files-no-older = Nothing older.
files-no-thread = This dialog has no thread yet. Open one from its screen under /dialogs, then tap the number again.
button-older = Older ➡️
button-newest = ⏮ Newest
