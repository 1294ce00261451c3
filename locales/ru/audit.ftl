# Что есть в журнале с тех пор, как в нём всё, что задают, записывают и убирают.

audit-money = Деньги
audit-clients = Клиенты
audit-hours = рабочие часы аккаунта { $account }: { $from } → { $to }
audit-away = автоответ аккаунта { $account }: { $change ->
    [made] написан
    [deleted] убран
   *[changed] переписан
 }
audit-alert = напоминание о ждущих клиентах { $account }: { $from } → { $to }
audit-threads = прежние темы аккаунта { $account }: { $on ->
    [on] остаются
   *[off] удаляются
 }
audit-import = прежние диалоги аккаунта { $account }: { $on ->
    [on] переносятся
   *[off] больше не переносятся
 }
audit-block = клиент { $n } аккаунта { $account }: { $on ->
    [on] заблокирован
   *[off] разблокирован
 }
audit-template = шаблон команды { $n }: { $change ->
    [made] написан
    [deleted] удалён
   *[changed] изменён
 }
audit-renamed = другое имя в команде: { $member }
audit-booked = платёж { $n } клиента { $contact }: { $amount }
audit-voided = аннулирован платёж { $n } клиента { $contact }: { $amount }
audit-corrected = исправлен платёж { $n } клиента { $contact }: { $from } → { $to }
audit-exported-payments = платежи файлом ({ $format }), { $from } – { $to }
audit-exported-log = журнал файлом ({ $format })
audit-all-exported = всё записано в файл на сервере
audit-held-released = { $n ->
    [one] { $n } задержанная отправка отпущена
    [few] { $n } задержанные отправки отпущены
   *[many] { $n } задержанных отправок отпущено
 }
audit-held-dropped = { $n ->
    [one] { $n } задержанная отправка отменена
    [few] { $n } задержанные отправки отменены
   *[many] { $n } задержанных отправок отменено
 }
audit-key-rotated = новый мастер-ключ
