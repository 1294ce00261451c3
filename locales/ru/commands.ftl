## Команды: меню и /help

command-start = пульт
command-accounts = аккаунты и их состояние
command-team = сотрудники
command-settings = язык
command-bind = сделать эту группу рабочей
command-del = ответом на своё сообщение: удалить его и у клиента
command-help = как всё устроено
