//! What shows that an action of the demo is done.

use afterword_domain::action_item::{ActionItem, Proof, ProofKind};

/// One in so many was finished without showing anything, so that there is something to ask for.
const UNPROVEN_ONE_IN: u32 = 6;

/// How a title begins, and what shows that such a thing is done; the last one fits everything.
const BY_BEGINNING: [(&[&str], ProofKind, &str); 4] = [
    (
        &["Alert", "Page", "Show", "Watch", "Measure"],
        ProofKind::Dashboard,
        "It is on the service's board, and was seen to fire in staging.",
    ),
    (
        &["Rehearse", "Write", "Practise", "Drill"],
        ProofKind::Drill,
        "Gone through with two who had not written it.",
    ),
    (
        &["Test", "Refuse", "Bound", "Limit", "Cap"],
        ProofKind::Test,
        "A test provokes it and runs with every change.",
    ),
    (
        &[""],
        ProofKind::MergedChange,
        "Merged, and rolled out everywhere.",
    ),
];

/// The proof that came with it, if there was one.
pub(super) fn proof_of(incident: u32, action: &ActionItem) -> Option<Proof> {
    if (incident + action.id.0).is_multiple_of(UNPROVEN_ONE_IN) {
        return None;
    }
    let begins = |beginnings: &[&str]| beginnings.iter().any(|word| action.title.starts_with(word));
    let mut kinds = BY_BEGINNING.iter();
    let (_, kind, note) = kinds.find(|(beginnings, ..)| begins(beginnings))?;
    Some(Proof {
        kind: *kind,
        url: None,
        note: (*note).to_owned(),
    })
}
