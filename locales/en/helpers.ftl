## Helper bots

line-helper-refused = 🤖 Telegram refuses the token of the helper bot { $bot }. Nothing is lost: the other bots carry on, only more slowly in busy hours. Take a valid token from @BotFather, put it into PULT_HELPER_TOKENS and start Pult again.
line-helpers-barred = 🤖 The account { $account } may not add helper bots to the desk of { $member }, so the main bot works there alone. To speed that desk up, make { $account } an administrator of the group who may add people and appoint administrators.
