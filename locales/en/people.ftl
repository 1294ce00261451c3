### The list of contacts, and what is done with one as a whole.

command-contacts = the clients you may see; with a word it looks for them: <code>/contacts Riga</code>
button-contacts = 📇 Contacts
button-tags = 🏷 Tags
contacts-title = { $n ->
    [0] 📇 <b>Contacts</b>
   *[other] 📇 <b>Contacts</b> · { $n }
}
contacts-how = Send a name, a tag, a city or words of a note to look for somebody.
contacts-none = Nobody yet. Whoever writes to an account becomes a contact.
contacts-nothing = Nobody was found. Send other words: how a name begins is enough.
contacts-found = 🔍 { $words }
contacts-tagged = 🏷 { $tag }
contacts-tags = { $n ->
    [0] 🏷 <b>Tags</b>
   *[other] 🏷 <b>Tags</b> · { $n }
}
contacts-tags-how = Choose a tag to see who bears it.
contacts-no-tags = No tags yet. In a thread: <code>/card tags VIP, regular</code>
contacts-tag = { $tag } · { $n }
button-dialog-of = 💬 { $account }

## A payment in the panel

pay-title = 💰 <b>Payment</b> · { $name } · { $account }
pay-how = Send what was paid: <code>5000 consultation</code>, <code>50.25 USD subscription</code>, <code>3000 yesterday</code>, or a refund with a minus.
pay-unusual = ❗ That is an unusual amount: <code>{ $text }</code>. Book it?
button-pay-through = 💰 { $account }
button-payment = 💰 Payment

## Erasing a person

button-erase = 🗑 Erase
button-erase-now = 🗑 Erase for ever
erase-title = 🗑 <b>Erase { $name }?</b>
erase-goes = What goes for ever, and comes back from nowhere: the name, the card, the tags, what was said, the threads.
erase-dialogs = { $n ->
    [one] 💬 { $n } dialog. In Telegram itself it stays with both sides.
   *[other] 💬 { $n } dialogs. In Telegram itself they stay with both sides.
}
erase-notes = { $n ->
    [0] 📝 No notes
    [one] 📝 { $n } note
   *[other] 📝 { $n } notes
}
erase-stays = { $n ->
    [0] Nothing was paid. The audit log keeps that somebody was erased.
    [one] { $n } entry of the ledger stays, without a name.
   *[other] { $n } entries of the ledger stay, without a name.
}
audit-contact-erased = erased contact { $n }
