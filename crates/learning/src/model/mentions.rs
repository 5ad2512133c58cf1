//! What a text says of earlier incidents: their references, links, the days on which they began,
//! that it was so before, or that it was something else this time.

use afterword_domain::time::MONTHS;
use afterword_domain::{Day, IncidentRef};

use super::cut::Sentence;
use super::lexicon::Said;
use super::words::stems;

/// One is named, and whether the sentence says that this one has another cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention<T> {
    pub(super) of: T,
    pub(super) denied: bool,
}

/// All that a text says of earlier incidents.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mentions {
    pub(super) references: Vec<Mention<IncidentRef>>,
    pub(super) days: Vec<Mention<Day>>,
    /// The words of what it links to, by their stems.
    pub(super) links: Vec<Vec<String>>,
    /// It was here before, whichever that was.
    pub(super) again: bool,
    /// An earlier one had another cause, whichever that was.
    pub(super) denied: bool,
}

/// A day is taken for an incident's where its sentence speaks of one.
const SPEAKS: [&str; 9] = [
    "incident",
    "incidents",
    "outage",
    "outages",
    "postmortem",
    "mortem",
    "review",
    "occurred",
    "seen",
];

impl Mentions {
    pub(super) fn read(&mut self, sentence: &Sentence, said: Said, own: Option<Day>) {
        let smalls: Vec<_> = sentence
            .words
            .iter()
            .map(|word| word.small.as_str())
            .collect();
        let denied = said.denied;
        let named = references(&smalls).map(|of| Mention { of, denied });
        self.references.extend(named);
        if said.again || denied || smalls.iter().any(|word| SPEAKS.contains(word)) {
            let earlier = days(&smalls, own)
                .into_iter()
                .filter(|day| own.is_none_or(|own| own.days_since(*day) > 1));
            self.days.extend(earlier.map(|of| Mention { of, denied }));
        }
        self.again |= said.again && !denied;
        self.denied |= denied;
    }

    /// A link says little but what its last part is called.
    pub(super) fn read_link(&mut self, address: &str) {
        let path = address.split(['?', '#']).next().unwrap_or(address);
        let last = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or(path);
        let last = last.replace("%20", " ");
        let name = last
            .rsplit_once('.')
            .map_or(last.as_str(), |(name, _)| name);
        let words = stems(name);
        if words.len() > 1 {
            self.links.push(words);
        }
    }
}

/// `INC-31`, which is cut into two words.
fn references<'a>(words: &'a [&str]) -> impl Iterator<Item = IncidentRef> + 'a {
    let pairs = words.windows(2).filter(|pair| pair[0] == "inc");
    pairs.filter_map(|pair| {
        pair[1]
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .map(IncidentRef)
    })
}

/// `2021-06-30`, `30th of June 2021`, `June 30`; without a year the last such day before `own`.
fn days(words: &[&str], own: Option<Day>) -> Vec<Day> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let number = |place: usize| words.get(place).copied().and_then(number);
        if let (Some(year @ 1990..), Some(month), Some(day)) =
            (number(at), number(at + 1), number(at + 2))
        {
            found.extend(date(year, month, day));
        }
        let Some(month) = month(word) else { continue };
        let before = at.checked_sub(1).map(|place| {
            if words[place] == "of" {
                place.wrapping_sub(1)
            } else {
                place
            }
        });
        let behind = number(at + 1).filter(|day| *day <= 31);
        let (day, next) = match behind {
            Some(day) => (Some(day), at + 2),
            None => (before.and_then(number), at + 1),
        };
        let Some(day) = day else { continue };
        match (number(next).filter(|year| *year >= 1990), own) {
            (Some(year), _) => found.extend(date(year, month, day)),
            (None, Some(own)) => {
                let year = i32::from(own.date().year());
                let this = date(year, month, day).filter(|day| *day <= own);
                found.extend(this.or_else(|| date(year - 1, month, day)));
            }
            (None, None) => {}
        }
    }
    found
}

/// `30` and `30th`.
fn number(word: &str) -> Option<i32> {
    let ends = ["st", "nd", "rd", "th"];
    let bare = ends
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    bare.parse().ok()
}

/// By its whole name or its first three letters.
fn month(word: &str) -> Option<i32> {
    let named = |name: &str| {
        name == word
            || (word.len() == 3 && name.starts_with(word))
            || (word == "sept" && name.starts_with(word))
    };
    let place = MONTHS.iter().position(|name| named(name))?;
    i32::try_from(place + 1).ok()
}

fn date(year: i32, month: i32, day: i32) -> Option<Day> {
    Day::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cut::Cut;
    use crate::model::lexicon::Lexicon;
    use proptest::prelude::*;

    fn read(text: &str, own: Option<Day>) -> Mentions {
        let mut mentions = Mentions::default();
        let cut = Cut::of(text);
        for sentence in &cut.sentences {
            let smalls: Vec<_> = sentence
                .words
                .iter()
                .map(|word| word.small.as_str())
                .collect();
            mentions.read(sentence, Lexicon::english().reads(&smalls), own);
        }
        for link in &cut.links {
            mentions.read_link(link);
        }
        mentions
    }

    #[test]
    fn references_days_and_links_are_read() {
        let own = Day::new(2021, 7, 2);
        let found = read(
            "It had another root cause than the incident of June 30th. The same issue as in INC-31 \
             and on 2020-12-24. See [it](https://x.example/reviews/2021-01-02-Ledger-ran-dry.md).",
            own,
        );
        let named = Mention {
            of: IncidentRef(31),
            denied: false,
        };
        assert_eq!(found.references, [named]);
        let on = |year, month, day, denied| Mention {
            of: Day::new(year, month, day).unwrap(),
            denied,
        };
        assert_eq!(found.days, [on(2021, 6, 30, true), on(2020, 12, 24, false)]);
        assert_eq!(found.links, [["ledger", "ran", "dri"]]);
        assert!(found.again && found.denied);
    }

    #[test]
    fn its_own_days_and_days_of_anything_else_name_no_incident() {
        let own = Day::new(2021, 7, 2);
        assert_eq!(read("On 2 July 2021 the outage began", own).days, []);
        assert_eq!(read("On 15 June the provider was upgraded", own).days, []);
    }

    #[test]
    fn a_day_without_a_year_is_the_last_one() {
        let found = read("as in the outage of 24th of December", Day::new(2021, 7, 2));
        assert_eq!(found.days[0].of, Day::new(2020, 12, 24).unwrap());
        assert_eq!(read("as in the outage of 24 December", None).days, []);
    }

    proptest! {
        #[test]
        fn a_day_is_read_however_it_is_written(days in 0i32..4000) {
            let day = Day::new(2010, 1, 1).unwrap().plus_days(days);
            let own = Some(day.plus_days(40));
            for form in ["%Y-%m-%d", "%-d %B %Y", "%B %-d, %Y", "%b %-d", "%-d %b"] {
                let text = format!("the incident of {}", day.date().strftime(form));
                let found = read(&text, own).days;
                prop_assert_eq!(found.first().map(|mention| mention.of), Some(day), "{}", text);
            }
        }
    }
}
