### Contacts: the card of a thread, what the agency keeps about a person, notes, templates.

## The card in a thread

card-name = 👤 <b>{ $name }</b>
line-in-your-panel = Opened in your chat with me.
