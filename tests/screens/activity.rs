//! What members did, as owners and they themselves see it.

use super::agency::{self, ANNA, Agency, BORIS, OLGA, member};
use super::check;
use jiff::{ToSpan, civil::date};
use pult::crm::Filled;
use pult::domain::{
    AccountId, AccountState, ActivityOf, ActivityTime, ActivityView, ContactId, DaysPick, DialogId, PeerId, Role, View,
};
use pult::relay::Handled;
use pult::store::Changes;
use pult::team::Spell;

#[tokio::test]
async fn activity() {
    let view = |whose, time| View::Activity(ActivityView { whose, time });
    let team = ActivityOf::Team { page: 0 };
    check("activity_empty", &Agency::new().await, &view(team, ActivityTime::Week));
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    let day = date(2026, 11, 20);
    for (client, waited) in [(1, 30), (2, 31), (3, 52)] {
        let dialog = DialogId { account: AccountId(1), peer: PeerId::User(client) };
        changes.insert(Handled { member: OLGA, day, dialog, waited: [(waited, 1)].into() });
    }
    Filled::note(&mut changes, OLGA, day, ContactId(1));
    let from = agency::now() - 49.hours();
    changes.insert(Spell { member: OLGA, day, from, until: from + 130.minutes() });
    let agency = Agency::with(changes).await;
    check("activity_team", &agency, &view(team, ActivityTime::Week));
    check("activity_member", &agency, &view(ActivityOf::Member(OLGA), ActivityTime::Month));
    let look = ActivityView { whose: team, time: ActivityTime::Week };
    check("activity_calendar", &agency, &View::ActivityDays(look, DaysPick::new(date(2026, 11, 22))));
    check("activity_own", &agency, &view(ActivityOf::Own, ActivityTime::Days { from: day, to: day }));
}
