use proptest::prelude::*;

use super::*;

fn seen(state: TicketState) -> Seen {
    Seen {
        state,
        status: state.word().into(),
        dropped: false,
        gone: false,
    }
}

fn link(state: TicketState, stood: State) -> TicketLink {
    TicketLink {
        incident: IncidentRef(57),
        action: ActionItemId(3),
        tracker: TrackerId(1),
        key: "PAY-12".into(),
        url: "https://tracker.example/PAY-12".into(),
        title: "Bound the retries".into(),
        seen: seen(state),
        seen_at: "2026-10-08T09:00:00Z".parse().unwrap(),
        stood,
        conflict: None,
        missed: Vec::new(),
        trouble: None,
    }
}

const CLOSED: TicketState = TicketState::Closed;
const OPEN: TicketState = TicketState::Open;

#[test]
fn a_ticket_that_is_closed_finishes_what_is_unfinished() {
    for here in [State::Open, State::InProgress] {
        let compared = link(OPEN, here).compare(&seen(CLOSED), here);
        assert_eq!(compared, (None, Some(Follow::Finish)));
    }
    let working = seen(TicketState::InProgress);
    let compared = link(OPEN, State::Open).compare(&working, State::Open);
    assert_eq!(compared, (None, Some(Follow::Start)));
}

#[test]
fn what_was_given_up_there_is_never_done_here() {
    let dropped = Seen {
        dropped: true,
        ..seen(CLOSED)
    };
    for here in [State::Open, State::InProgress, State::Done] {
        let compared = link(OPEN, here).compare(&dropped, here);
        assert_eq!(compared, (Some(TicketConflict::Dropped), None));
    }
    let compared = link(OPEN, State::WontDo).compare(&dropped, State::WontDo);
    assert_eq!(compared, (None, None));
}

#[test]
fn each_way_to_disagree_has_its_name() {
    use TicketConflict as C;
    let reopened = link(CLOSED, State::Done).compare(&seen(OPEN), State::Done);
    assert_eq!(reopened, (Some(C::Reopened), None));
    let here = link(CLOSED, State::Done).compare(&seen(CLOSED), State::Open);
    assert_eq!(here, (Some(C::ReopenedHere), None));
    let working = seen(TicketState::InProgress);
    let both = link(OPEN, State::Open).compare(&working, State::Done);
    assert_eq!(both, (Some(C::BothChanged), None));
    let gone = Seen {
        gone: true,
        ..seen(OPEN)
    };
    let gone = link(OPEN, State::Open).compare(&gone, State::Open);
    assert_eq!(gone, (Some(C::Gone), None));
}

#[test]
fn a_ticket_that_is_found_again_finishes_and_opens_nothing() {
    use TicketConflict as C;
    let found = |state, here| {
        let mut link = link(state, here);
        link.seen.gone = true;
        link.conflict = Some(C::Gone);
        link.compare(&seen(state), here)
    };
    assert_eq!(found(OPEN, State::Open), (None, None));
    assert_eq!(found(OPEN, State::Done), (None, None));
    assert_eq!(found(CLOSED, State::Done), (None, None));
    assert_eq!(found(CLOSED, State::Open), (Some(C::ReopenedHere), None));
    // What happened there meanwhile is followed as ever.
    let mut link = link(OPEN, State::Open);
    link.seen.gone = true;
    let closed = link.compare(&seen(CLOSED), State::Open);
    assert_eq!(closed, (None, Some(Follow::Finish)));
}

#[test]
fn done_here_while_the_ticket_is_still_open_is_no_conflict() {
    let compared = link(OPEN, State::Open).compare(&seen(OPEN), State::Done);
    assert_eq!(compared, (None, None));
}

#[test]
fn a_person_settles_what_both_sides_say() {
    let mut link = link(OPEN, State::Done);
    assert_eq!(link.settle(Side::Here), Err(TicketError::NoConflict));
    link.conflict = Some(TicketConflict::Reopened);
    assert_eq!(link.settle(Side::Here), Ok(Settled::Stays));
    assert_eq!(link.settle(Side::Ticket), Ok(Settled::Becomes(State::Open)));
    link.conflict = Some(TicketConflict::Dropped);
    assert_eq!(
        link.settle(Side::Ticket),
        Ok(Settled::Becomes(State::WontDo))
    );
    link.conflict = Some(TicketConflict::Gone);
    assert_eq!(link.settle(Side::Ticket), Ok(Settled::Unlinked));
}

fn states() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Open),
        Just(State::InProgress),
        Just(State::Done),
        Just(State::WontDo)
    ]
}

fn sights() -> impl Strategy<Value = Seen> {
    let state = prop_oneof![Just(OPEN), Just(TicketState::InProgress), Just(CLOSED)];
    (state, any::<bool>(), prop::bool::weighted(0.1)).prop_map(|(state, dropped, gone)| Seen {
        dropped: dropped && state == CLOSED,
        gone,
        ..seen(state)
    })
}

proptest! {
    #[test]
    fn nothing_is_ever_opened_again_by_itself_and_nothing_settled_comes_back(
        before in sights(), stood in states(), there in sights(), here in states(),
    ) {
        let mut link = TicketLink { seen: before, ..link(OPEN, stood) };
        let (conflict, follow) = link.compare(&there, here);
        // Whether it is gone is seen by whether it is there.
        prop_assert!(there.gone || conflict != Some(TicketConflict::Gone));
        // It is followed only forwards, from what is unfinished, and never beside a conflict.
        prop_assert!(follow.is_none() || (!here.is_finished() && conflict.is_none()));
        if follow == Some(Follow::Finish) {
            prop_assert!(there.is_closed() && !there.dropped && !there.gone);
        }
        // A person settles it; what was compared then brings nothing new.
        link.seen = there.clone();
        link.stood = here;
        link.conflict = None;
        prop_assert_eq!(link.compare(&there, here), (None, None));
    }
}
