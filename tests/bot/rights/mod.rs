//! The rights matrix through the real bot, by exhaustion: whatever can be pressed, opened or typed, by every role, about
//! whatever stands in each relation to the one who asks.
//!
//! **The tables here are written apart from the matrix**, in letters: the agency `g`, an account of theirs `a`, a foreign
//! one `f`; a dialog (or contact, note, payment) of their own `o`, a colleague's `c`, one that waits in the queue `q`, one
//! of an account that was taken from them `x`, a foreign one `y`. What is not among the letters of a role is refused, and
//! a refusal changes nothing and tells nobody else. A command, a [`Press`](pult::screens::Press), a
//! [`View`](pult::domain::View) or a row of the matrix that has no row here fails the test.

mod cast;
mod commands;
mod presses;
mod views;

use cast::{Aim, Cast, Who};
use pult::{
    bot::commands::ALL,
    domain::Lang,
    locale::Locale,
    team::{Action, rights::MATRIX},
};

/// Names every variant of an enum: a new one does not compile until it is named, and is missed until it has a row.
macro_rules! kinds {
    ($name:ident of $type:ty: $($kind:literal = $pattern:pat,)*) => {
        struct $name;

        impl $name {
            const ALL: &[&str] = &[$($kind),*];

            fn of(value: &$type) -> &'static str {
                match value {
                    $($pattern => $kind,)*
                }
            }
        }
    };
}
use kinds;

/// Something to ask for, and who may about what.
struct Row<T> {
    /// The right that it asks for.
    action: Action,
    asks: fn(&Aim) -> T,
    aims: &'static str,
    operator: &'static str,
    manager: &'static str,
    owner: &'static str,
}

const fn row<T>(
    action: Action,
    asks: fn(&Aim) -> T,
    aims: &'static str,
    [operator, manager, owner]: [&'static str; 3],
) -> Row<T> {
    Row { action, asks, aims, operator, manager, owner }
}

impl<T> Row<T> {
    fn allows(&self, who: Who, letter: char) -> bool {
        let letters = match who {
            Who::Owner => self.owner,
            Who::Manager => self.manager,
            Who::Operator => self.operator,
            Who::Removed | Who::Stranger => "",
        };
        letters.contains(letter)
    }
}

/// What is said, as a whole, to somebody who may not.
const REFUSALS: [&str; 8] = [
    "line-not-allowed",
    "line-not-a-member",
    // Nobody is told that there is something they may not see.
    "line-taken-already",
    "line-nobodys-thread",
    "line-foreign-desk",
    "money-too-late",
    "money-settled",
    "template-gone",
];

fn is_refusal(words: &str) -> bool {
    REFUSALS.iter().any(|key| words.contains(&Locale::of(Lang::En).message(key, Vec::new()).text))
}

#[tokio::test]
async fn every_action_by_every_role_and_relation() {
    let cast = Cast::gathers().await;
    let asked = presses::rows();
    let seen = views::rows();
    let typed = commands::rows();
    for &(action, _) in MATRIX {
        let tested = asked.iter().map(|row| row.action).chain(seen.iter().map(|row| row.action));
        let tested: Vec<_> = tested.chain(typed.iter().map(|row| row.action)).collect();
        assert!(tested.contains(&action), "nothing here asks for {action:?}");
    }
    for command in ALL {
        assert!(commands::has_row(&typed, command.name), "/{} has no row", command.name);
    }
    presses::are_refused(&cast, &asked).await;
    views::are_shown_by_right(&cast, &seen).await;
    commands::are_answered_by_right(&cast, &typed).await;
    presses::are_done(&cast, &asked).await;
}
