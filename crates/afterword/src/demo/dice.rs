//! Chance with a fixed seed: the same demo every time.

/// `SplitMix64`, after Steele, Lea and Flood, “Fast splittable pseudorandom number generators”.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// A sequence of its own for each incident, so that a change of one story moves no other.
    pub(super) fn for_incident(number: u32) -> Self {
        Self(0x5eed_0f0a_f7e4_0000 ^ (u64::from(number) << 32))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `sides - 1`.
    pub(super) fn roll(&mut self, sides: u32) -> u32 {
        let rolled = self.next() % u64::from(sides.max(1));
        u32::try_from(rolled).unwrap_or_default()
    }

    /// One of several; `fallback` when there are none.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T], fallback: T) -> T {
        let sides = u32::try_from(of.len()).unwrap_or(u32::MAX);
        let at = usize::try_from(self.roll(sides)).unwrap_or_default();
        of.get(at).copied().unwrap_or(fallback)
    }

    /// From 0 up to, but not including, 1.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.roll(1_000_000)) / 1_000_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_incident_rolls_the_same() {
        let rolls = |number| {
            let mut dice = Dice::for_incident(number);
            [0; 8].map(|_| dice.roll(1_000))
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
    }
}
