//! What each role may ask the bot for, by the matrix of rights, for the person who asks at that moment.

use super::agency::Agency;
use pult::{
    domain::{Lang, Role},
    team::{
        Action,
        rights::{Reach, reach},
    },
};
use telegram_sandbox::Person;

in_every_language!(every_command_asks_for_its_right);

/// Every command of the panel that needs a right beyond being in the team.
const COMMANDS: [(&str, Action); 10] = [
    ("/dashboard", Action::SeeDashboard),
    ("/accounts", Action::SeeAccounts),
    ("/team", Action::SeeTeam),
    ("/settings", Action::Settings),
    ("/activity", Action::Settings),
    ("/hours", Action::ManageAccounts),
    ("/away Back at nine", Action::ManageAccounts),
    ("/currency", Action::SetMoney),
    ("/rate", Action::SetMoney),
    ("/export", Action::ExportPayments),
];

async fn every_command_asks_for_its_right(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    asks(&agency, olga, Some(Role::Operator)).await;
    asks(&agency, anna, Some(Role::Owner)).await;
    super::staff::promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    asks(&agency, olga, Some(Role::Manager)).await;
    super::staff::removes(town, anna, "Olga").await;
    town.shows(olga, &town.bot, &town.label("line-staff-removed")).await;
    asks(&agency, olga, None).await;
    agency.town.ends().await;
}

/// Types every command and holds the answers against the matrix; `None`: not in the team any more.
async fn asks(agency: &Agency, who: &Person, role: Option<Role>) {
    let town = &agency.town;
    let [refused, unknown] = [town.label("line-not-allowed"), town.label("line-not-a-member")];
    for (command, action) in COMMANDS {
        let asked = town.tells(who, command);
        let answer =
            town.waits(who, &town.bot, &format!("an answer to {command}"), |seen| seen.id > asked && !seen.own).await;
        let expected = match role {
            None => answer.text == unknown,
            Some(role) => (answer.text != refused) == (reach(role, action) != Reach::Nothing),
        };
        assert!(expected, "{role:?} asked {command} and was told: {}", answer.text);
    }
}
