### Desks: groups in which clients are answered.

desk-help-title = 🗂 <b>Your desk</b>
desk-help-what = A desk is a group with topics. Each client gets a thread there; what you write in it goes to the client.
desk-help-steps =
    <b>How to make one</b>
    1. Create a private group and turn on <b>Topics</b> in its settings.
    2. Press “Add me to the group” below, choose it and leave the rights as they are.
    3. Send /bind in the group.

    I will check everything and say what is missing.
desk-help-owner-confirms = The owner confirms it, then clients' messages begin to come.
desk-help-state = <b>Your accounts</b>
desk-help-no-accounts = No account is assigned to you yet: ask the owner, then make the desk.
button-add-to-group = ＋ Add me to the group

desk-choice = 🗂 <b>Whose clients will you answer here?</b> Choose the account for this group.
desk-choice-none = You have no account to work with yet, so this group cannot be a desk. Ask the owner for one.

desk-request =
    🗂 <b>{ $member } asks for a desk</b>

    Clients of { $account } will be answered in a new group of theirs. Everybody in that group can read along.
desk-request-over = This request is settled: the group is the desk of { $member } for { $account }.
desk-request-gone = This request is settled: the member no longer works with that account.
button-approve = ✓ Allow
button-refuse = ✕ Refuse
