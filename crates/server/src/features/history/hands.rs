//! Who made a version: several write one live document, and what they wrote becomes one version.

use afterword_domain::PersonId;
use afterword_store::Author;

/// Everybody who had a hand in a version, gathered row by row.
#[derive(Default)]
pub(super) struct Hands {
    authors: Vec<(Author, usize)>,
    helpers: Vec<(PersonId, usize)>,
}

impl Hands {
    /// One more row.
    pub(super) fn add(&mut self, author: Author, with: &[PersonId]) {
        count(&mut self.authors, author);
        for person in with {
            count(&mut self.helpers, *person);
        }
    }

    /// Who wrote most places, and everybody else once: who wrote a place before who wrote in one.
    /// Nobody before the first row.
    pub(super) fn told(mut self) -> Option<(Author, Vec<PersonId>)> {
        self.authors
            .sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        self.helpers
            .sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let mut authors = self.authors.into_iter().map(|(author, _)| author);
        let first = authors.next()?;
        let helpers = self.helpers.into_iter().map(|(person, _)| person);
        let mut with = Vec::new();
        for person in authors.filter_map(|author| author.person).chain(helpers) {
            if Some(person) != first.person && !with.contains(&person) {
                with.push(person);
            }
        }
        Some((first, with))
    }
}

fn count<T: PartialEq>(counted: &mut Vec<(T, usize)>, one: T) {
    match counted.iter_mut().find(|(known, _)| *known == one) {
        Some((_, rows)) => *rows += 1,
        None => counted.push((one, 1)),
    }
}

#[cfg(test)]
mod tests {
    use afterword_store::Via;

    use super::*;

    fn author(person: Option<u32>) -> Author {
        Author {
            person: person.map(PersonId),
            via: person.map_or(Via::System, |_| Via::Web),
            request_id: None,
            address: None,
        }
    }

    #[test]
    fn of_no_row_nobody_is_told() {
        assert_eq!(Hands::default().told(), None);
    }

    #[test]
    fn who_wrote_most_comes_first_and_everybody_once() {
        let mut hands = Hands::default();
        hands.add(author(Some(1)), &[PersonId(4), PersonId(2)]);
        hands.add(author(Some(2)), &[PersonId(3)]);
        hands.add(author(None), &[]);
        hands.add(author(Some(2)), &[PersonId(3), PersonId(1)]);
        let (first, with) = hands.told().unwrap();
        assert_eq!(first, author(Some(2)));
        assert_eq!(with, [1, 3, 4].map(PersonId));
    }
}
