//! Trouble on order. **A fault strikes the next matching calls, in the order the faults were asked for, and is used up.**
use super::ids::UserId;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Mtproto,
    BotApi,
}

/// Which calls to strike, how, and how many of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub door: Door,
    /// A method name, or its beginning followed by `*`. Case does not matter.
    pub method: String,
    /// Only this user's or bot's calls.
    pub actor: Option<UserId>,
    /// So many matching calls pass first.
    pub after: u32,
    pub times: u32,
    pub effect: Effect,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The call is not performed; the door answers this. `retry_after`: seconds, for the Bot API's parameters.
    Refuse { code: i32, text: String, retry_after: Option<u32> },
    /// The call is performed and answered after this time (of the machine, not of the virtual clock).
    Delay(Duration),
    /// The connection is closed and nothing was done.
    DropBefore,
    /// The call is performed and the connection closed without an answer.
    DropAfter,
    /// Nothing was done, nothing is answered, and the connection stands: it is half-open and takes whatever comes.
    SilentBefore,
    /// The same, and the call is performed.
    SilentAfter,
    /// An update is delivered twice. The method is the update's name.
    DuplicateUpdate,
    /// An update is lost on the way. The method is the update's name.
    SkipUpdate,
    /// An update arrives after this time (of the machine), behind what happened later.
    LateUpdate(Duration),
    /// A part of a file is said to be saved and is not there when the file is needed.
    LosePart,
}

impl Fault {
    /// A flood wait for the next call of a method: `FLOOD_WAIT_n` on MTProto, 429 on the Bot API.
    pub fn flood(door: Door, method: &str, seconds: u32) -> Self {
        let (code, text) = match door {
            Door::Mtproto => (420, format!("FLOOD_WAIT_{seconds}")),
            Door::BotApi => (429, format!("Too Many Requests: retry after {seconds}")),
        };
        let effect = Effect::Refuse { code, text, retry_after: Some(seconds) };
        Fault { door, method: method.into(), actor: None, after: 0, times: 1, effect }
    }
    /// An error for the next call of a method.
    pub fn error(door: Door, method: &str, code: i32, text: &str) -> Self {
        let effect = Effect::Refuse { code, text: text.into(), retry_after: None };
        Fault { door, method: method.into(), actor: None, after: 0, times: 1, effect }
    }
    pub fn effect(door: Door, method: &str, effect: Effect) -> Self {
        Fault { door, method: method.into(), actor: None, after: 0, times: 1, effect }
    }
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
    /// Spares so many matching calls first: `after(2)` strikes the third.
    pub fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }
    pub fn only(mut self, actor: UserId) -> Self {
        self.actor = Some(actor);
        self
    }

    fn strikes(&self, door: Door, method: &str, actor: Option<UserId>) -> bool {
        let named = match self.method.strip_suffix('*') {
            Some(start) => method.get(..start.len()).is_some_and(|m| m.eq_ignore_ascii_case(start)),
            None => method.eq_ignore_ascii_case(&self.method),
        };
        self.door == door && named && self.times > 0 && (self.actor.is_none() || self.actor == actor)
    }
}

/// The first fault that strikes this call, counted down.
pub(super) fn take(faults: &mut Vec<Fault>, door: Door, method: &str, actor: Option<UserId>) -> Option<Effect> {
    let at = faults.iter().position(|f| f.strikes(door, method, actor))?;
    if faults[at].after > 0 {
        faults[at].after -= 1;
        return None;
    }
    faults[at].times -= 1;
    let effect = faults[at].effect.clone();
    faults.retain(|f| f.times > 0);
    Some(effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_method_and_is_used_up() {
        let mut faults = vec![Fault::flood(Door::BotApi, "send*", 7).times(2).only(UserId(5))];
        let mut strike = |method, actor| take(&mut faults, Door::BotApi, method, Some(UserId(actor)));
        assert_eq!(strike("getMe", 5), None);
        assert_eq!(strike("sendMessage", 6), None);
        assert!(strike("sendmessage", 5).is_some());
        assert!(strike("sendPhoto", 5).is_some());
        assert_eq!(strike("sendPhoto", 5), None);
    }
}
