### Backups: copies for owners, and what is held after a restore.

line-backup = 💾 Backup of the agency, { $size }. It is encrypted: only the recovery key opens it, and that is not on the server. To set the service up again from it: pult restore.
line-backup-too-large = 💾 The backup is { $size }, more than Telegram takes from a bot (50 MB), so it does not come here any more. It is made as before: have the directory of the backups copied to another place.

home-held = ⏸ Since the restore from a backup some messages are held. They wait for your word.
button-held = ⏸ What is held
held-title = ⏸ <b>Held since the restore</b>
held-nothing = Nothing is held.
held-messages =
    { $n ->
        [one] 💬 { $account }: { $n } message to clients
       *[other] 💬 { $account }: { $n } messages to clients
    }
held-others =
    { $n ->
        [one] 🧵 and { $n } other thing: a line in a thread, an edit, a mark
       *[other] 🧵 and { $n } other things: lines in threads, edits, marks
    }
held-why = All of it waited to be sent when the backup was made. It may have been sent since, so nothing of it leaves by itself.
held-release-what = ▶ Release sends it now, in its order. What a client has already got does not come to them again.
held-drop-what = ✖ Drop gives it up. Messages to clients are marked as not sent in their threads, where each can still be sent.
button-held-release = ▶ Release
button-held-drop = ✖ Drop
held-drop-title = ✖ <b>Give up what is held?</b>
button-held-drop-now = ✖ Yes, drop it
