//! The forms of a word: from the endings that a pack lists, or written out where they are irregular.

use serde::Deserialize;

/// Which forms of a verb a word can be; more than one bit where they are written alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forms(u8);

impl Forms {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BASE: Self = Self(1);
    pub(crate) const THIRD: Self = Self(2);
    pub(crate) const PAST: Self = Self(4);
    pub(crate) const PARTICIPLE: Self = Self(8);
    pub(crate) const GERUND: Self = Self(16);

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Can carry a clause: not only a gerund.
    pub(crate) fn is_finite(self) -> bool {
        self.meets(Self::BASE.with(Self::THIRD).with(Self::PAST))
    }
}

/// How words that end like this are inflected: what replaces the ending.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    suffix: String,
    third: String,
    past: String,
    gerund: String,
}

/// All forms of a verb that is written `base` or `base/past/participle/gerund`. Of several words
/// the first is inflected: `mess up` is `messed up`.
pub(crate) fn verb(entry: &str, endings: &[Ending]) -> Vec<(String, Forms)> {
    let (first, rest) = match entry.split_once(' ') {
        Some((first, rest)) => (first, format!(" {rest}")),
        None => (entry, String::new()),
    };
    let mut written = first.split('/');
    let base = written.next().unwrap_or_default();
    let regular = |choose: fn(&Ending) -> &str| inflected(base, endings, choose);
    let past = written
        .next()
        .map_or_else(|| regular(|ending| &ending.past), str::to_owned);
    let participle = written.next().map_or_else(|| past.clone(), str::to_owned);
    let gerund = written
        .next()
        .map_or_else(|| regular(|ending| &ending.gerund), str::to_owned);
    let third = regular(|ending| &ending.third);
    [
        (base.to_owned(), Forms::BASE),
        (third, Forms::THIRD),
        (past, Forms::PAST),
        (participle, Forms::PARTICIPLE),
        (gerund, Forms::GERUND),
    ]
    .into_iter()
    .map(|(form, kind)| (form + &rest, kind))
    .collect()
}

/// The one and the many of a noun that is written `noun` or `noun/plural`. Of several words the last
/// is inflected.
pub(crate) fn noun(entry: &str, endings: &[Ending]) -> [String; 2] {
    if let Some((one, many)) = entry.split_once('/') {
        return [one.to_owned(), many.to_owned()];
    }
    let many = inflected(entry, endings, |ending| &ending.third);
    [entry.to_owned(), many]
}

/// By the longest ending that fits.
fn inflected(word: &str, endings: &[Ending], choose: fn(&Ending) -> &str) -> String {
    let fits = endings.iter().filter(|rule| word.ends_with(&rule.suffix));
    match fits.max_by_key(|rule| rule.suffix.len()) {
        Some(rule) => word[..word.len() - rule.suffix.len()].to_owned() + choose(rule),
        None => word.to_owned(),
    }
}
