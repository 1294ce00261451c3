//! Stories: the whole of Pult in a town, told in every language.
//!
//! **A story sees what people see, and waits for nothing but events.** Sentences are looked up by their key in the
//! locale, so a story holds in each language; **each has a town of its own**, so none knows of another.

/// One test per language for each story, a function of the language.
macro_rules! in_every_language {
    ($($story:ident),* $(,)?) => {
        $(mod $story {
            #[tokio::test]
            async fn en() {
                super::$story(pult::domain::Lang::En).await;
            }
            #[tokio::test]
            async fn ru() {
                super::$story(pult::domain::Lang::Ru).await;
            }
        })*
    };
}

mod activity;
mod agency;
mod backups;
mod busy;
pub mod contacts;
mod dashboard;
mod desks;
mod dialogs;
mod digest;
mod eyes;
mod forms;
pub mod groups;
mod happenings;
mod helpers;
mod media;
mod money;
mod phone;
mod proxies;
mod refusals;
mod relay;
mod replay;
mod restart;
mod rights;
mod settings;
mod staff;
mod supervision;
mod templates;
mod tour;

#[test]
fn every_language_is_told() {
    use pult::domain::Lang;
    assert_eq!(Lang::ALL, [Lang::En, Lang::Ru], "a new language gets a test in `in_every_language`");
}
