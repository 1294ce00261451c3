## What is shown by right

line-contact-without-number = 👤 Contact: { $name }. Its number is for owners only; it is safe in the chat on the phone.
