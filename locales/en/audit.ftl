# What stands on the audit log since it tells of everything that is set, booked and taken away.

audit-money = Money
audit-clients = Clients
audit-hours = working hours of { $account }: { $from } → { $to }
audit-away = away reply of { $account }: { $change ->
    [made] written
    [deleted] taken away
   *[changed] rewritten
 }
audit-alert = alert of { $account } when a client waits: { $from } → { $to }
audit-threads = old threads of { $account }: { $on ->
    [on] kept
   *[off] deleted
 }
audit-import = earlier dialogs of { $account }: { $on ->
    [on] taken over
   *[off] no more of them
 }
audit-block = client { $n } of { $account }: { $on ->
    [on] blocked
   *[off] not blocked any more
 }
audit-template = template { $n } of the team: { $change ->
    [made] written
    [deleted] deleted
   *[changed] changed
 }
audit-renamed = has another name in the team: { $member }
audit-booked = payment { $n } of client { $contact }: { $amount }
audit-voided = voided payment { $n } of client { $contact }: { $amount }
audit-corrected = corrected payment { $n } of client { $contact }: { $from } → { $to }
audit-exported-payments = payments as a file ({ $format }), { $from } – { $to }
audit-exported-log = the audit log as a file ({ $format })
audit-all-exported = everything written into a file on the server
audit-held-released = { $n ->
    [one] { $n } send that was held is let go
   *[other] { $n } sends that were held are let go
 }
audit-held-dropped = { $n ->
    [one] { $n } send that was held is given up
   *[other] { $n } sends that were held are given up
 }
audit-key-rotated = another master key
