### Money: payments, the ledger, rates, export.

## Commands

command-pay = book what the client paid: /pay 5000 consultation
command-money = what clients paid
command-void = void a payment by its number
command-correct = correct the amount of a payment
command-currency = the currency in which sums are
command-rate = the rate of another currency
command-export = payments of a period as a file
example-pay = /pay 5000 consultation
example-void = /void 12 booked twice
example-correct = /correct 12 5500 a typo
example-currency = /currency EUR
example-rate = /rate USD 92.5
example-export = /export 2026-01-01 2026-03-31 xlsx

## What is said

money-booked = 💰 <b>{ $client }</b>: { $amounts }
money-asked-phone = ❓ This looks like a phone number. Nothing was booked, and nothing was sent. Is it a payment of <b>{ $amounts }</b>?
money-asked-time = ❓ This may be a time or a quantity. Nothing was booked, and nothing was sent. Is it a payment of <b>{ $amounts }</b>?
money-asked-words = ❓ This may be meant for the client. Nothing was booked, and nothing was sent. Is it a payment of <b>{ $amounts }</b>?
money-asked-unusual = ❓ That is far from the usual amounts. Nothing was booked yet. Is it right: <b>{ $amounts }</b>?
money-only-from-people = Payments are booked in the thread of a person: a group or a channel pays nothing. Nothing was booked.
money-currency-unknown = The owner has not chosen the currency yet. They have been asked; write the payment again after that.
money-currency-needed = 💱 A payment is to be booked, and there is no currency yet. Choose the one in which sums are to be.
money-rate-needed = 💱 { $amount } was paid, and there is no rate for { $currency } yet. The payment is kept and stands apart. What is one { $currency } worth? For example: <code>/rate { $currency } 92.5</code>
money-too-fine = { $currency } has fewer decimals than that. Nothing was booked. For example: <code>{ $example }</code>
money-too-large = That is more than can be booked at once. Nothing was booked. For example: <code>{ $example }</code>
money-undone = ↩️ Taken back: it counts no more.
money-too-late = Too late to undo: that works for 30 seconds. A manager or the owner can void it in its history.
money-settled = This payment was voided or corrected before, or it does not exist.
money-line-voided = 🚫 № { $id }, { $amount }: voided. It stays in the history and counts no more.
money-line-corrected = ✏️ { $amount } → { $now }: corrected, counted on the same day.
money-base-locked = Sums are in { $currency }, and there are payments already, so that stays.
money-base-set = ✅ Sums are in { $currency }. It can be changed until the first payment.
money-rate-set = ✅ The rate of { $currency } to { $base } is set. Payments that waited for it count now; those with a rate keep theirs.
money-nothing-to-export = There are no payments in that period.

## Buttons

button-money = 💰 Money
button-undo = ↩️ Undo
button-book = 💰 Book it
button-send-to-client = ➡️ Send to the client
button-cancel-payment = ✖️ Neither
button-history = 🧾 History
button-export = 📤 Export
button-rates = 💱 Currencies
button-void = 🚫 Void

## Screens

money-title = 💰 <b>Money</b>
money-empty = Nothing yet. When a client has paid, write <code>+5000 consultation</code> in their thread.
money-clients = Who paid last:
money-of = 💰 <b>{ $name }</b>
money-today = Today: <b>{ $sum }</b>
money-week = 7 days: <b>{ $sum }</b>
money-month = This month: <b>{ $sum }</b>
money-all = All time: <b>{ $sum }</b>
money-unrated = Without a rate, not in these sums: <b>{ $sum }</b>
money-by-month = By month:
money-month-row = { $mark } { $month }: { $sum }
money-history-of = 🧾 <b>{ $name }</b>
money-entry = № { $id } · <b>{ $amount }</b> · { $day } · { $member }
money-voided = 🚫 voided
money-voided-why = 🚫 voided: { $reason }
money-worth = Worth { $sum } by the rate { $rate }
money-no-rate = There is no rate yet: it is not in the sums.
money-written = Written { $at } by { $by }
money-replaces = ✏️ In place of № { $id }: { $reason }
money-proof = 📎 Proof: { $words }
money-how-to-correct = Wrong amount? <code>/correct { $id } 5500 a typo</code>
money-void-title = 🚫 Void <b>{ $amount }</b> of <b>{ $name }</b>?
money-void-what = It counts no more on the day it was paid, and stays in the history with the reason. Choose one, or write it: <code>/void { $id } why</code>
void-mistake = Booked by mistake
void-twice = Booked twice
void-returned = Money did not arrive
rates-title = 💱 <b>Currencies</b>
rates-choose = In which currency are sums to be? Any other: <code>/currency CHF</code>
rates-base = Sums are in <b>{ $currency }</b>.
rates-locked = That stays, since payments are booked.
rates-open = It can be changed until the first payment. Any other: <code>/currency CHF</code>
rates-list = Rates for new payments:
rates-row = 1 { $currency } = { $rate } { $base }
rates-waiting = ⏳ { $sum } without a rate. Name it: <code>/rate { $currency } 92.5</code>
rates-how = A new rate: <code>/rate USD 92.5</code>. What is booked keeps the rate it was booked with.
export-title = 📤 <b>Export of payments</b>
export-what = The file comes here, to this chat. Any other period: <code>/export 2026-01-01 2026-03-31 xlsx</code>
export-this-month = This month
export-last-month = Last month
export-this-year = This year
export-all = Everything
month-named =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

## Columns of an export

export-column-number = No.
export-column-day = Day
export-column-client = Client
export-column-account = Account
export-column-member = Member
export-column-amount = Amount
export-column-currency = Currency
export-column-rate = Rate
export-column-worth = In base currency
export-column-kind = Kind
export-column-of = Of No.
export-column-note = Note
export-column-reason = Reason
export-column-by = Written by
export-payment = payment
export-refund = refund
export-void = void
export-correction = correction
