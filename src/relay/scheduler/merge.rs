//! How much of what a thread waits to say fits into one message.

use super::{Form, Millis, Policy, Unit};

/// How short the budget is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Everything goes as it is.
    Plain,
    /// Consecutive texts become one message; media take the texts before them as their caption.
    Short,
    /// Stickers and further media become lines as well.
    Heavy,
    /// The same by a bot under whose messages nobody can press: stickers become lines, media do not.
    HeavyWithoutTaps,
}

/// The beginning of a thread's queue as one message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Portion {
    pub count: usize,
    pub cost: u32,
    /// Nothing of it before this moment.
    pub from: Millis,
    /// Which of them is the media that carries the others as its caption.
    pub carrier: Option<usize>,
    /// It is sent as it is: not as a line, and nothing with it.
    pub whole: bool,
}

impl Portion {
    /// What goes as it is; nothing at all where `unit` is none.
    fn whole(unit: Option<&Unit>, carrier: Option<usize>) -> Portion {
        Portion {
            count: usize::from(unit.is_some()),
            cost: unit.map_or(0, |unit| unit.cost),
            from: unit.map_or(0, Unit::complete),
            carrier,
            whole: true,
        }
    }

    /// Whether something in it is to be shown when somebody taps.
    pub fn has_taps(&self, units: &[Unit]) -> bool {
        let line = |(index, unit): (usize, &Unit)| {
            self.carrier != Some(index) && matches!(unit.form(), Some(Form::Media { .. } | Form::Album { .. }))
        };
        !self.whole && units.iter().enumerate().any(line)
    }
}

/// What a line needs beyond its text: the time, a name of its kind, a line break.
const AROUND: u32 = 16;

/// The longest beginning that fits one message. **An album is never cut**: it goes whole, or as one line.
pub(super) fn portion<'a>(
    waiting: impl Iterator<Item = &'a Unit>,
    now: Millis,
    mode: Mode,
    policy: &Policy,
) -> Portion {
    let (mut count, mut chars) = (0, 0);
    let mut carrier: Option<usize> = None;
    let mut first = None;
    for (index, unit) in waiting.take(policy.most_lines as usize).enumerate() {
        let super::Lane::Client { form, leads, .. } = unit.lane else { break };
        first = first.or(Some(unit));
        let more = chars + form.chars() + AROUND;
        let longest = if carrier.is_some() { policy.longest_caption } else { policy.longest };
        if index > 0 && (leads || mode == Mode::Plain || more > longest || unit.complete() > now) {
            break;
        }
        match (form, mode) {
            (Form::Text { .. }, _) | (Form::Sticker, Mode::Heavy | Mode::HeavyWithoutTaps) => {}
            (Form::Media { .. }, Mode::Heavy) => {
                if carrier.is_none() && more <= policy.longest_caption {
                    carrier = Some(index);
                }
            }
            (Form::Album { .. }, Mode::Heavy) => {}
            // It carries what came before it, and closes the message.
            (Form::Media { .. } | Form::Album { .. }, Mode::Short | Mode::HeavyWithoutTaps)
                if more <= policy.longest_caption =>
            {
                let whole = Portion::whole(Some(unit), Some(index));
                return Portion { count: index + 1, whole: index == 0, ..whole };
            }
            _ if index == 0 => return Portion::whole(Some(unit), None),
            _ => break,
        }
        count = index + 1;
        chars = more;
    }
    let alone_as_line = first.is_some_and(|first| matches!(first.form(), Some(Form::Album { .. })));
    if count <= 1 && !(alone_as_line && mode == Mode::Heavy) {
        return Portion::whole(first, None);
    }
    let from = first.map_or(0, Unit::complete);
    Portion { count, cost: policy.costs.send, from, carrier, whole: false }
}
