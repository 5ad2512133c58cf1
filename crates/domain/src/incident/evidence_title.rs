//! Titles and states of what links lead to, written into their labels. A label that a person wrote
//! stays.

use std::collections::BTreeMap;

use super::edit::{EventError, find};
use super::evidence_link::{line_of, recognise};
use super::{Evidence, EvidenceKind, Incident};
use crate::{Change, Edit, EventId};

/// Longest title in a label, in characters.
const TITLE_SHOWN: usize = 120;

/// How far a merge request or an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Draft,
    Merged,
    Closed,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Open, Self::Draft, Self::Merged, Self::Closed];

    /// Its word in a label.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Draft => "draft",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }
}

/// What a link's own program calls the thing that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    pub text: String,
    pub state: State,
}

/// The link of a piece of evidence whose label may take a title, and the label that its address
/// tells.
#[must_use]
pub fn wanting(piece: &Evidence) -> Option<(&str, String)> {
    let url = piece.url.as_deref()?;
    let told = recognise(url)?;
    let is_titled = matches!(
        told.kind,
        Some(EvidenceKind::MergeRequest | EvidenceKind::Ticket)
    );
    (is_titled && is_told(&piece.label, &told.label)).then_some((url, told.label))
}

/// Whether a label is what the address tells, the number at its end, or what was fetched before.
fn is_told(label: &str, told: &str) -> bool {
    let is_number = label.starts_with(['#', '!']) && told.ends_with(label);
    let rest = label.strip_prefix(told);
    let is_fetched = rest.is_some_and(|rest| {
        let mut states = State::ALL.into_iter();
        states.any(|state| {
            let title = rest.strip_prefix(&format!(" ({})", state.word()));
            title.is_some_and(|title| title.is_empty() || title.starts_with(' '))
        })
    });
    label == told || is_number || is_fetched
}

/// Writes titles, by their links, into the labels of an entry's evidence:
/// `ledger#4512 (merged) Bound the pool wait`. The state comes first, since a page may show less
/// than the whole.
///
/// # Errors
/// [`EventError::NoEvent`].
pub fn entitle(
    incident: &Incident,
    event: EventId,
    titles: &BTreeMap<String, Title>,
) -> Result<Vec<Change>, EventError> {
    let from = find(incident, event)?;
    let mut to = from.clone();
    for piece in &mut to.evidence {
        let found = wanting(piece).and_then(|(url, told)| Some((titles.get(url)?, told)));
        if let Some((title, told)) = found {
            let text = line_of(&title.text, TITLE_SHOWN);
            let state = title.state.word();
            piece.label = line_of(&format!("{told} ({state}) {text}"), usize::MAX);
        }
    }
    let edit = Edit::between(from, to);
    Ok(edit.map(Change::TimelineEvent).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::change::apply_all;
    use crate::incident::EventKind;
    use crate::incident::edit::{EventForm, add_event};
    use crate::incident::open::sample;
    use crate::text::{self, TITLE_MAX};

    const LINK: &str = "https://github.com/northwind/ledger/pull/4512";

    fn piece(label: &str, url: &str) -> Evidence {
        Evidence {
            kind: EvidenceKind::MergeRequest,
            label: label.into(),
            url: Some(url.into()),
            series: Vec::new(),
            unit: None,
            threshold: None,
        }
    }

    fn with(evidence: Vec<Evidence>) -> (Incident, EventId) {
        let mut incident = sample();
        let form = EventForm {
            occurred_at: incident.created_at,
            precision: crate::time::Precision::default(),
            kind: EventKind::Deploy,
            milestone: None,
            text: "Merged the fix".into(),
            evidence,
            pinned: false,
        };
        let now = incident.created_at;
        let changes = add_event(&incident, form, "Ana", now).unwrap();
        apply_all(&mut incident, &changes);
        let event = incident.timeline[0].id;
        (incident, event)
    }

    fn titled(label: &str, text: &str, state: State) -> String {
        let (mut incident, event) = with(vec![piece(label, LINK)]);
        let text = text.to_owned();
        let titles = BTreeMap::from([(LINK.to_owned(), Title { text, state })]);
        let changes = entitle(&incident, event, &titles).unwrap();
        apply_all(&mut incident, &changes);
        incident.timeline[0].evidence[0].label.clone()
    }

    #[test]
    fn a_label_that_the_address_told_takes_the_title() {
        let label = "ledger#4512 (open) Bound the pool wait";
        for before in ["", "ledger#4512", "#4512", label] {
            assert_eq!(titled(before, "Bound the pool wait", State::Open), label);
        }
        assert_eq!(
            titled(label, "Bound the\twait", State::Merged),
            "ledger#4512 (merged) Bound the wait"
        );
    }

    #[test]
    fn a_label_that_a_person_wrote_stays() {
        for label in [
            "The fix",
            "ledger#4512 which Ben reviewed",
            "ledger#45120 (open) Bound the pool wait",
            "ledger",
            "2",
        ] {
            assert_eq!(titled(label, "Bound the pool wait", State::Open), label);
        }
    }

    #[test]
    fn what_was_fetched_already_is_no_change() {
        let (incident, event) = with(vec![
            piece("ledger#4512 (draft) a", LINK),
            piece("ledger#9", "https://github.com/northwind/ledger/issues/9"),
        ]);
        let text = "a".to_owned();
        let title = Title {
            text,
            state: State::Draft,
        };
        let titles = BTreeMap::from([(LINK.to_owned(), title)]);
        assert_eq!(entitle(&incident, event, &titles).unwrap(), []);
        let nobody = entitle(&incident, EventId(99), &titles);
        assert_eq!(nobody, Err(EventError::NoEvent(EventId(99))));
    }

    proptest! {
        #[test]
        fn any_title_makes_a_label_that_is_allowed_and_fetched_again(
            title in ".{0,400}",
            again in "\\PC{0,40}",
        ) {
            let label = titled("ledger#4512", &title, State::Open);
            prop_assert_eq!(&text::line("label", &label, TITLE_MAX).unwrap(), &label);
            let next = titled(&label, &again, State::Closed);
            prop_assert!(next.starts_with("ledger#4512 (closed)"), "{}", next);
        }
    }
}
