## What the service itself has to say.

reason-withheld = It was waiting when a backup was made, and was dropped after Pult was restored from it. The client has not got it, unless it went out after the backup: look at the chat on the phone.
