//! How much of what a thread waits to say fits into one message.

use super::{Form, Policy, Unit};

/// How short the budget is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Everything goes as it is.
    Plain,
    /// Consecutive texts become one message; media take the texts before them as their caption.
    Short,
    /// Stickers and further media become lines as well.
    Heavy,
}

/// The beginning of a thread's queue as one message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Portion {
    pub count: usize,
    pub cost: u32,
    /// Which of them is the media that carries the others as its caption.
    pub carrier: Option<usize>,
    /// It is sent as it is: not as a line, and nothing with it.
    pub whole: bool,
}

/// What a line needs beyond its text: the time, a name of its kind, a line break.
const AROUND: u32 = 16;

/// The longest beginning that fits one message. **An album is never cut**: it goes whole, or as one line.
pub(super) fn portion<'a>(waiting: impl Iterator<Item = &'a Unit>, mode: Mode, policy: &Policy) -> Portion {
    let (mut count, mut chars) = (0, 0);
    let mut carrier: Option<usize> = None;
    let mut first = None;
    for (index, unit) in waiting.take(policy.most_lines as usize).enumerate() {
        let super::Lane::Client { form, leads, .. } = unit.lane else { break };
        first = first.or(Some(unit));
        let more = chars + form.chars() + AROUND;
        let longest = if carrier.is_some() { policy.longest_caption } else { policy.longest };
        if index > 0 && (leads || mode == Mode::Plain || more > longest) {
            break;
        }
        match (form, mode) {
            (Form::Text { .. }, _) | (Form::Sticker, Mode::Heavy) => {}
            (Form::Media { .. }, Mode::Heavy) => {
                if carrier.is_none() && more <= policy.longest_caption {
                    carrier = Some(index);
                }
            }
            (Form::Album { .. }, Mode::Heavy) => {}
            // It carries what came before it, and closes the message.
            (Form::Media { .. } | Form::Album { .. }, Mode::Short) if more <= policy.longest_caption => {
                return Portion { count: index + 1, cost: unit.cost, carrier: Some(index), whole: index == 0 };
            }
            _ if index == 0 => return Portion { count: 1, cost: unit.cost, carrier: None, whole: true },
            _ => break,
        }
        count = index + 1;
        chars = more;
    }
    let Some(first) = first else { return Portion { count: 0, cost: 0, carrier: None, whole: true } };
    let alone_as_line =
        matches!(first.lane, super::Lane::Client { form: Form::Album { .. }, .. }) && mode == Mode::Heavy;
    if count == 1 && !alone_as_line {
        return Portion { count: 1, cost: first.cost, carrier: None, whole: true };
    }
    Portion { count, cost: policy.costs.send, carrier, whole: false }
}
