//! Desks that accounts make, step by step.

use super::*;
use crate::{
    domain::{DeskFailure, DeskNews, DeskPair, DeskProblem, FailureReason, Line, MakingStep},
    relay::plan::making::{Wish, begin, failed, looked, meaning, stepped, waits, wanting},
};

const PAIR: DeskPair = DeskPair { member: OLGA, account: SALES };
const NEW: ChatId = ChatId(-1_000_000_000_009);

fn wish(by: MemberId) -> Wish {
    let (marker, title, about) = ("m4rk".to_owned(), "Sales · Olga".to_owned(), "words m4rk".to_owned());
    Wish { pair: PAIR, by, marker, title, about, bot: BOT, username: "pult_bot".into() }
}

fn make() -> Task {
    Task::Client(SALES, ClientTask::MakeDesk { member: OLGA })
}

fn open_desk() -> Task {
    Task::Team(TeamTask::OpenDesk { chat: NEW, pair: PAIR })
}

fn news(to: MemberId, news: DeskNews) -> Task {
    let line = Line::DeskNews { desk: PAIR, account: "Sales".into(), member: "M".into(), news };
    Task::Team(TeamTask::Say { place: Place::Panel(to), line })
}

impl Bench {
    fn asks(&self) -> Vec<Task> {
        self.done(begin(&self.0, NOW, &wish(ANNA)))
    }

    fn making(&self) -> Stored<Making> {
        Making::find(&self.0, PAIR).unwrap().expect("it is in the making")
    }

    /// Up to where the bot looks at the group.
    fn asks_and_gets_to_the_entrance(&self) {
        self.asks();
        self.done(stepped(&self.0, NOW, PAIR, Some(NEW)));
        self.done(stepped(&self.0, NOW, PAIR, None));
    }
}

#[test]
fn each_step_is_kept_before_the_next_is_asked_for() {
    let bench = bench();
    assert_eq!(bench.asks(), [make()]);
    assert_eq!(bench.making().step, MakingStep::Group);
    assert_eq!(bench.done(stepped(&bench.0, NOW, PAIR, Some(NEW))), [make()]);
    assert_eq!(bench.making().step, MakingStep::Bot { chat: NEW });
    assert_eq!(bench.done(stepped(&bench.0, NOW, PAIR, None)), [open_desk()]);
    assert_eq!(bench.making().step, MakingStep::Entrance { chat: NEW });
    // A receipt that comes twice leads nowhere.
    assert_eq!(bench.done(stepped(&bench.0, NOW, PAIR, Some(NEW))), []);
    assert_eq!(bench.done(stepped(&bench.0, NOW, PAIR, None)), []);
}

#[test]
fn who_asks_twice_gets_one_desk() {
    let bench = bench();
    bench.asks();
    assert_eq!(bench.asks(), [], "it is under way");
    assert_eq!(bench.making().marker, "m4rk");
    bench.done(stepped(&bench.0, NOW, PAIR, Some(NEW)));
    bench.done(stepped(&bench.0, NOW, PAIR, None));
    bench.done(looked(&bench.0, NOW, PAIR, &[], Some("https://t.me/+in")));
    let plan = begin(&bench.0, NOW, &wish(ANNA)).unwrap();
    assert!(!plan.outcome && plan.tasks.is_empty() && plan.changes.is_empty(), "it stands");
}

#[test]
fn nobody_gets_a_desk_for_an_account_they_do_not_work_with() {
    let bench = bench();
    let wish = Wish { pair: DeskPair { member: MemberId(9), account: SALES }, ..wish(ANNA) };
    assert!(!begin(&bench.0, NOW, &wish).unwrap().outcome);
    let wish = Wish { pair: DeskPair { member: OLGA, account: AccountId(9) }, ..wish };
    assert!(!begin(&bench.0, NOW, &wish).unwrap().outcome);
}

#[test]
fn a_fit_group_becomes_the_desk_and_its_member_gets_the_way_in() {
    let bench = bench();
    bench.client_writes(1, "hello");
    bench.asks_and_gets_to_the_entrance();
    let link = "https://t.me/+in".to_owned();
    let tasks = bench.done(looked(&bench.0, NOW, PAIR, &[], Some(&link)));
    let bound = Line::DeskBound { account: "Sales".into(), member: "M".into() };
    let general = Place::Group { chat: NEW, topic: None, reply_to: None, reader: OLGA };
    assert_eq!(
        tasks,
        [
            open(),
            card(),
            Task::Team(TeamTask::Say { place: general, line: bound }),
            news(OLGA, DeskNews::Ready { link: link.clone() }),
            news(ANNA, DeskNews::Made),
        ]
    );
    let desk = Desk::of(&bench.0, OLGA, SALES).unwrap().expect("it stands");
    assert!(desk.chat == NEW && desk.account_joined);
    assert_eq!(Watch::find(&bench.0, NEW).unwrap().unwrap().entrance, Some(link));
    assert!(Making::find(&bench.0, PAIR).unwrap().is_none());
}

#[test]
fn what_fails_stands_still_until_somebody_says_to_try_again_and_then_goes_on_with_its_group() {
    let bench = bench();
    bench.asks_and_gets_to_the_entrance();
    let problems = [DeskProblem::BotNotAdmin];
    let unfit = DeskFailure::Unfit(problems.to_vec());
    assert_eq!(
        bench.done(looked(&bench.0, NOW, PAIR, &problems, None)),
        [news(ANNA, DeskNews::NotMade(unfit.clone()))]
    );
    assert_eq!(bench.making().failed, Some(unfit));
    assert_eq!(bench.done(stepped(&bench.0, NOW, PAIR, None)), [], "it stands still");
    assert_eq!(bench.asks(), [open_desk()]);
    assert_eq!(bench.making().failed, None);
}

#[test]
fn a_group_that_is_gone_is_begun_anew() {
    let bench = bench();
    bench.asks();
    bench.done(stepped(&bench.0, NOW, PAIR, Some(NEW)));
    bench.done(failed(&bench.0, NOW, PAIR, DeskFailure::GroupGone));
    let again = Wish { marker: "other".into(), about: "words other".into(), ..wish(OLGA) };
    assert_eq!(bench.done(begin(&bench.0, NOW, &again)), [make()]);
    let making = bench.making();
    assert_eq!((making.step, making.marker.as_str(), making.by), (MakingStep::Group, "other", OLGA));
}

#[test]
fn a_wait_is_shown_and_over_with_the_next_step() {
    let bench = bench();
    bench.asks();
    let until = NOW + jiff::SignedDuration::from_mins(5);
    bench.done(waits(&bench.0, NOW, PAIR, until));
    assert_eq!(bench.making().waits, Some(until));
    bench.done(stepped(&bench.0, NOW, PAIR, Some(NEW)));
    assert_eq!(bench.making().waits, None);
}

#[test]
fn a_group_made_by_hand_ends_the_making() {
    let bench = bench();
    bench.asks();
    bench.add(olgas_desk());
    let desk = Desk::find(&bench.0, DESK).unwrap().unwrap();
    let mut changes = Changes::new();
    changes.delete(&desk);
    block_on(bench.0.commit(changes)).unwrap();
    let binding = Binding { bot: BOT, chat: DESK, account: SALES, member: OLGA, invite_link: None, by: ANNA };
    bench.done(crate::relay::plan::bind::bind(&bench.0, NOW, &binding));
    assert!(Making::find(&bench.0, PAIR).unwrap().is_none());
}

#[test]
fn desks_are_wanted_where_there_is_none_and_none_in_the_making() {
    let bench = bench();
    let olga = || Member::find(&bench.0, OLGA).unwrap().unwrap();
    assert_eq!(wanting(&bench.0, &olga()).unwrap(), [(SALES, "Sales".to_owned())]);
    bench.asks();
    assert_eq!(wanting(&bench.0, &olga()).unwrap(), []);
}

#[test]
fn refusals_of_other_kinds_keep_their_name() {
    assert_eq!(meaning(FailureReason::AccountLimited), DeskFailure::AccountRestricted);
    let code = || "SOMETHING_NEW".to_owned();
    assert_eq!(meaning(FailureReason::Other { code: code() }), DeskFailure::Other { code: code() });
}
