### People: several contacts that are one, tiers, contacts as a file.

## One person

button-same = 🔗 Same person…
button-split = ✂️ Split: { $name }
button-merge-now = 🔗 One person
button-split-now = ✂️ Split
contact-faces = 🔗 One person: { $names }
merge-pick = 🔗 <b>Who is the same person as { $name }?</b>
merge-pick-how = Choose, or send a name, a tag, a city or words of a note.
merge-nobody = There is nobody else yet. Whoever writes to an account becomes a contact.
merge-title =
    🔗 <b>Is this one person?</b>
    • { $one }
    • { $other }
merge-together = From then on it is one contact with one card and all its tags. Notes, payments and dialogs are seen together, by each member as far as they may see them.
merge-dialogs = { $n ->
    [one] 💬 { $n } dialog, which stays where it is
   *[other] 💬 { $n } dialogs, which stay where they are
}
merge-card = The card of { $name } comes first; what is empty there is filled from the other.
merge-back = Nothing is moved: it can be split at any time.
merge-nothing = They are one person already, or one of them was erased.
split-title =
    ✂️ <b>Two people after all?</b>
    • { $one }
    • { $other }
split-what = Each has their own card, tags, notes, payments and dialogs again, as before. What was written into the common card stays with { $name }.
split-nothing = This contact is by itself already.
contact-merged = 🔗 They are one person now. It can be taken back for 30 seconds, and split at any time.
contact-split = ✂️ They are two people again.
contact-unmerged = ↩️ Taken back: they are two people again.
contact-too-late-to-unmerge = Too late to undo: that works for 30 seconds. On the contact's screen they can be split.

audit-merged = clients { $n } and { $into } are one person
audit-split = client { $n } is another person than { $from }
audit-exported-contacts = contacts as a file ({ $format }), { $from } – { $to }

## Tiers

tier-bronze = 🥉 Bronze
tier-silver = 🥈 Silver
tier-gold = 🥇 Gold
contacts-tier = { $tier } · { $n }
contacts-tier-none = Nobody is of this tier now.
agency-tiers = 🏅 Tiers by what was paid in all: 🥉 from { $bronze }, 🥈 from { $silver }, 🥇 from { $gold }. Others? Send them like this: /agency tiers { $example }
agency-tiers-off = 🏅 No tiers by what clients paid. Send from which sums on they begin, like this: /agency tiers { $example }
button-agency-tiers = 🏅 { $sums }
button-agency-tiers-off = 🏅 No tiers
audit-agency-tiers = tiers of clients: { $from } → { $to }

## Contacts as a file

button-export-contacts = 📤 { $format }
export-too-large = The file would be larger than Telegram takes from a bot (50 MB), or have more than half a million rows. Choose a shorter period, or XLSX.
export-column-telegram = In Telegram
export-column-username = Username
export-column-phone = Phone
export-column-user = Telegram id
export-column-notes = Notes
export-column-accounts = Accounts
export-column-since = Known since
export-column-paid = Paid in all, { $currency }
export-column-unrated = Without a rate
export-column-tier = Tier
export-column-others = Other fields
