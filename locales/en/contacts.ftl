### Contacts: the card of a thread, what the agency keeps about a person, notes.

## The card in a thread

command-card = what is known of the client: <code>/card city Riga</code>
command-note = a note about the client
command-notes = notes: about the client, in the panel your own
card-name = 👤 <b>{ $name }</b>
card-name-tags = 👤 <b>{ $name }</b> · { $tags }
card-place = 📍 { $place }
card-time-there = { $time } there
card-same-time = same time as here
card-ahead = { $hours } h from here
card-age = { $n ->
    [one] { $n } year old
   *[other] { $n } years old
}
card-birthday = 🎂 { $date }
card-custom = { $field }: { $value }
card-note = 📝 { $text } <i>({ $author }, { $date })</i>
card-more-notes = 📝 { $n } more
button-card = ✏️ Card
button-note = 📝 Note
button-portrait = 🖼 Photo
line-in-your-panel = Opened in your chat with me.

## A contact

field-first-name = First name
field-last-name = Last name
field-country = Country
field-city = City
field-birthday = Birthday
field-age = Age
field-tags = Tags
field-first-name-example = Ivan
field-last-name-example = Petrov
field-country-example = Latvia
field-city-example = Riga
field-birthday-example = 12.03.1992
field-age-example = 34
field-tags-example = VIP, regular, -new
field-custom-example = 42
contact-telegram = In Telegram: { $name }
contact-how = Choose what to change. In the thread it goes in one line: <code>/card city Riga</code>, and with a field of your own <code>/card size: 42</code>.
contact-field = 👤 <b>{ $name }</b> · { $field }
contact-field-now = Now: { $value }
contact-field-type = Send the new value as a message, for example: <code>{ $example }</code>
contact-places = Which { $city } is meant?
contact-zone = 🕑 I do not know where <b>{ $city }</b> is. What time is it there now? Choose, or send the zone: <code>+5:30</code> or <code>Asia/Kolkata</code>.
contact-unreadable = { $field }: that was not understood. For example: <code>{ $example }</code>
contact-too-long = That is too long for the card: 64 characters at most. A longer text fits into a note: /note
contact-too-many = The card holds no more of them: 20 at most.
contact-no-zone = There is no such zone. For example: <code>+5:30</code>
contact-no-words = A note consists of words. Send a text.
button-clear = ✕ Clear

## Notes about a contact

button-notes-of = { $n ->
    [0] 📝 Notes
   *[other] 📝 Notes · { $n }
}
button-new-note = ＋ New note
button-note-edit = ✏️ { $n }
button-note-drop = 🗑 { $n }
button-edit = ✏️ Edit
button-drop = 🗑 Delete
notes-of = 📝 <b>Notes</b> · { $name }
notes-of-none = No notes yet. In the thread: <code>/note prefers mornings</code>, or /note in reply to a message.
note-head = <b>{ $n }.</b> { $author } · <i>{ $time }</i>
note-edited = <i>edited { $time }</i>
note-write = 📝 Send the text of the note as a message.
note-rewrite = ✏️ Send the new text as a message; it takes the place of the old one.
note-drop = 🗑 <b>Delete this note?</b> It cannot be brought back.
note-gone = This note has been deleted.

## A member's own notes

button-notebook = 📓 Notes
notebook-title = { $n ->
    [0] 📓 <b>Your notes</b>
   *[other] 📓 <b>Your notes</b> · { $n }
}
notebook-how = Nobody else sees them. Send a text to write one down; <code>?word</code> looks for it.
notebook-none = No notes yet. Send any text now: its first line becomes the title.
notebook-nothing = Nothing was found.
notebook-found = 🔍 { $words }
notebook-row = <b>{ $title }</b> · { $time }
notebook-times = <i>Written { $created }, edited { $edited }</i>
notebook-drop = 🗑 <b>Delete “{ $title }”?</b> It cannot be brought back.
