## Commands, as they stand in the menu and in /help

command-start = the panel
command-accounts = accounts and their state
command-team = who is in the team
command-settings = language
command-bind = make this group your desk
command-del = in reply to your message: delete it for the client too
command-help = how it works
