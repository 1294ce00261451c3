//! Times in classes, so that those of many days can be put together without keeping each.

use jiff::SignedDuration;

/// Each class is so many times as long as the one before.
const STEP: f64 = 1.1;

/// A class of times: what is in it differs from its middle by at most 5 %. Times under a second are one class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Latency(pub u8);

impl Latency {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within the classes there are")]
    pub fn of(time: SignedDuration) -> Latency {
        let seconds = time.as_secs_f64();
        if seconds < 1.0 {
            return Latency(0);
        }
        Latency((seconds.ln() / STEP.ln()).floor().clamp(0.0, 254.0) as u8 + 1)
    }

    /// The time that stands for all of the class, in whole seconds where there are many.
    pub fn middle(self) -> SignedDuration {
        match self.0 {
            0 => SignedDuration::ZERO,
            class => SignedDuration::from_secs_f64(STEP.powf(f64::from(class - 1) + 0.5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_within_five_percent_of_what_is_in_it() {
        for millis in (1_000..90_000).step_by(7).chain((90_000..90_000_000).step_by(9_973)) {
            let time = SignedDuration::from_millis(millis);
            let off = Latency::of(time).middle().as_secs_f64() / time.as_secs_f64() - 1.0;
            assert!(off.abs() <= 0.05, "{time:?} is off by {off}");
        }
        assert_eq!(Latency::of(SignedDuration::ZERO).middle(), SignedDuration::ZERO);
        assert_eq!(Latency::of(SignedDuration::from_secs(-5)), Latency(0));
        assert_eq!(Latency::of(SignedDuration::MAX), Latency(255));
    }
}
