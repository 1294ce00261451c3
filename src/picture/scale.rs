//! The scale of a chart: round numbers that hold all its values.

/// From a lowest to a highest value in equal, round steps.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

/// As few lines as tell enough.
const STEPS: f64 = 2.0;

impl Scale {
    /// The scale that holds these values and zero. Of nothing at all it goes to 1, so that there is something to draw.
    pub fn over(values: impl IntoIterator<Item = f64>) -> Scale {
        let (low, high) = ends(values);
        if low == high {
            return Scale { low: 0.0, high: 1.0, step: 1.0 };
        }
        let step = round_step((high - low) / STEPS);
        Scale { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The same without room to spare, for charts without lines.
    pub(super) fn tight(values: impl IntoIterator<Item = f64>) -> Scale {
        let (low, high) = ends(values);
        let high = if low == high { 1.0 } else { high };
        Scale { low, high, step: high - low }
    }

    /// The values of its lines, lowest first.
    pub fn ticks(&self) -> Vec<f64> {
        let lines = ((self.high - self.low) / self.step).round() as usize;
        (0..=lines).map(|line| self.low + line as f64 * self.step).collect()
    }

    /// Where a value stands: 0 at the lowest, 1 at the highest.
    pub(super) fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// The least and the greatest of these values and zero.
fn ends(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)))
}

/// The least number of few digits that is not less than asked for.
fn round_step(least: f64) -> f64 {
    let magnitude = 10f64.powf(least.log10().floor());
    const FACTORS: [f64; 10] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0];
    let factor = FACTORS.into_iter().find(|factor| factor * magnitude >= least * 0.999_999);
    factor.unwrap_or(10.0) * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_everything() {
        let ticks = |values: &[f64]| Scale::over(values.iter().copied()).ticks();
        assert_eq!(ticks(&[141_000.0, 30.0]), [0.0, 75_000.0, 150_000.0]);
        assert_eq!(ticks(&[148.0]), [0.0, 75.0, 150.0]);
        assert_eq!(ticks(&[9.0]), [0.0, 5.0, 10.0]);
        assert_eq!(ticks(&[-300.0, 900.0]), [-600.0, 0.0, 600.0, 1_200.0]);
        assert_eq!(ticks(&[-5.0]), [-5.0, -2.5, 0.0]);
        assert_eq!(ticks(&[]), [0.0, 1.0]);
        assert_eq!(ticks(&[f64::NAN, 2.0]), [0.0, 1.0, 2.0]);
    }
}
