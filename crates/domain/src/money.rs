//! Amounts of money with their currency.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

/// An ISO 4217 currency code: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z]{3}$")]
pub struct Currency([u8; 3]);

/// The text is not a currency code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency code; use three letters such as EUR")]
pub struct NotACurrency(pub String);

impl Currency {
    pub const EUR: Self = Self(*b"EUR");

    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(NotACurrency(text.chars().take(20).collect())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// An amount in hundredths of the currency's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// Hundredths of the unit: 12.50 EUR is 1250.
    pub cents: i64,
    pub currency: Currency,
}

impl Money {
    #[must_use]
    pub fn new(cents: i64, currency: Currency) -> Self {
        Self { cents, currency }
    }

    /// `quantity` times this rate, rounded to the nearest hundredth.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "float casts saturate"
    )]
    pub fn times(self, quantity: f64) -> Self {
        Self::new((self.cents as f64 * quantity).round() as i64, self.currency)
    }

    /// Short, for a sentence: `€46k`, `€2.4k`, `€212`, `CHF 1.2m`.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "no sentence shows more than two digits"
    )]
    pub fn about(self) -> String {
        let sign = match self.currency.code() {
            "EUR" => "€".to_owned(),
            "USD" => "$".to_owned(),
            "GBP" => "£".to_owned(),
            other => format!("{other} "),
        };
        let minus = if self.cents < 0 { "−" } else { "" };
        let units = self.cents.unsigned_abs() as f64 / 100.0;
        let (size, unit) = match units {
            _ if units >= 999_500.0 => (units / 1e6, "m"),
            _ if units >= 750.0 => (units / 1e3, "k"),
            _ => (units.round(), ""),
        };
        let tenths = (size * 10.0).round() / 10.0;
        let digits = usize::from(tenths < 10.0 && tenths.fract() != 0.0);
        format!("{minus}{sign}{size:.digits$}{unit}")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        write!(
            f,
            "{sign}{}.{:02} {}",
            cents / 100,
            cents % 100,
            self.currency
        )
    }
}

impl FromStr for Money {
    type Err = NotMoney;

    /// Reads what [`Money`]'s `Display` writes, with or without decimals: `38000 EUR`, `12.50 EUR`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotMoney(text.chars().take(40).collect());
        let (amount, currency) = text.trim().rsplit_once(' ').ok_or_else(refuse)?;
        let currency = currency.parse().map_err(|_| refuse())?;
        let amount = amount.trim();
        let (sign, amount) = amount
            .strip_prefix('-')
            .map_or((1, amount), |rest| (-1, rest));
        let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(cents) || cents.len() != 2 {
            return Err(refuse());
        }
        let whole: i64 = whole.parse().map_err(|_| refuse())?;
        let cents: i64 = cents.parse().map_err(|_| refuse())?;
        let total = whole
            .checked_mul(100)
            .and_then(|w| w.checked_add(cents))
            .ok_or_else(refuse)?;
        Ok(Self::new(sign * total, currency))
    }
}

/// The text is not an amount with its currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an amount; write it as 12.50 EUR")]
pub struct NotMoney(pub String);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn in_a_sentence_two_digits_are_enough() {
        let about = |units: i64, code: &str| Money::new(units * 100, code.parse().unwrap()).about();
        assert_eq!(about(212, "EUR"), "€212");
        assert_eq!(about(800, "EUR"), "€0.8k");
        assert_eq!(about(2_400, "EUR"), "€2.4k");
        assert_eq!(about(9_960, "USD"), "$10k");
        assert_eq!(about(70_068, "GBP"), "£70k");
        assert_eq!(about(999_600, "EUR"), "€1m");
        assert_eq!(about(-1_200_000, "CHF"), "−CHF 1.2m");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            let money = Money::new(cents, Currency::EUR);
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
        }
    }
}
