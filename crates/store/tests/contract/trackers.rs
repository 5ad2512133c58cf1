//! Trackers, the tickets of action items, and those that were asked for: what is written late never
//! takes the place of what was written since.

use afterword_domain::action_item::State;
use afterword_domain::action_item::commit::{CommitForm, commit};
use afterword_domain::action_item::progress::{ActionPatch, update};
use afterword_domain::job::{JobState, Work};
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{
    LookTrouble, Seen, TicketAsk, TicketConflict, TicketError, TicketLink, TicketProblem,
    TicketState, TrackerForm, TrackerKind, TrackerPlace,
};
use afterword_domain::{ActionItemId, IncidentRef, Moment, TrackerId};
use afterword_store::{
    EditError, SaveError, Store, TicketLook, TicketRefused, TrackerTrouble, UnreadPlace,
};
use afterword_testbed::both;
use serde_json::Map;

use crate::world::{author, now, open_titled, with_key};

fn form(token: Option<&str>) -> TrackerForm {
    TrackerForm {
        kind: TrackerKind::Linear,
        url: Some("https://tracker.example".into()),
        account: String::new(),
        token: token.map(str::to_owned),
        issue_type: String::new(),
        labels: Vec::new(),
        fields: Map::new(),
    }
}

/// A store with a tracker and an action item.
struct World {
    store: Store,
    tracker: TrackerId,
    incident: IncidentRef,
    action: ActionItemId,
}

impl World {
    async fn new(url: &str) -> Self {
        let store = with_key(url).await;
        let form = form(Some("lin_api_word"));
        let added = store.add_tracker(&author(), form, &[1; 32], now()).await;
        let incident = open_titled(&store, "Payments stopped").await;
        let mut world = Self {
            tracker: added.unwrap().id,
            action: ActionItemId(0),
            incident,
            store,
        };
        world.action = world.commit("Bound the retries").await;
        world
    }

    /// Another action item.
    async fn commit(&self, title: &str) -> ActionItemId {
        let form = CommitForm {
            title: Some(title.into()),
            ..CommitForm::default()
        };
        let decide = |incident: &_, workspace: &_, _: &_| commit(incident, workspace, form, now());
        let author = author();
        let edited = self.store.edit_incident(
            (&Sight::Everything, &author),
            self.incident,
            None,
            now(),
            decide,
        );
        edited.await.unwrap().postmortem.actions.last().unwrap().id
    }

    async fn change(&self, patch: ActionPatch) {
        let decide = |incident: &_, workspace: &_, _: &_| {
            update(incident, workspace, self.action, patch, now())
        };
        let author = author();
        let edited = self.store.edit_incident(
            (&Sight::Everything, &author),
            self.incident,
            None,
            now(),
            decide,
        );
        edited.await.map(drop).unwrap();
    }

    async fn is_now(&self, state: State) {
        let patch = ActionPatch {
            state: Some(state),
            ..ActionPatch::default()
        };
        self.change(patch).await;
    }

    fn ticket(&self, key: &str) -> TicketLink {
        TicketLink {
            incident: self.incident,
            action: self.action,
            tracker: self.tracker,
            key: key.into(),
            url: format!("https://tracker.example/{key}"),
            title: "Bound the retries".into(),
            seen: seen(TicketState::Open),
            seen_at: now(),
            stood: State::Open,
            conflict: None,
            missed: Vec::new(),
            trouble: None,
        }
    }

    async fn link(&self, key: &str) -> Result<TicketLink, EditError<TicketRefused>> {
        let link = self.ticket(key);
        self.store
            .link_ticket((&Sight::Everything, &author()), link, now())
            .await
    }

    /// The ticket was asked for at that moment, and looked like this.
    async fn saw(&self, of: &TicketLink, seen: Option<Seen>, at: Moment) -> Option<TicketLink> {
        let look = TicketLook {
            seen,
            title: "Bound the retries".into(),
            asked_at: at,
        };
        let saw = self.store.ticket_seen(&author(), of, look, at).await;
        saw.unwrap()
    }

    async fn state(&self) -> State {
        let incident = self
            .store
            .incident(&Sight::Everything, self.incident)
            .await
            .unwrap()
            .unwrap();
        let mut actions = incident.postmortem.actions.into_iter();
        actions.find(|it| it.id == self.action).unwrap().state
    }

    /// The key that the action item names, and the one that is followed.
    async fn keys(&self) -> (Option<String>, Option<String>) {
        let incident = self
            .store
            .incident(&Sight::Everything, self.incident)
            .await
            .unwrap()
            .unwrap();
        let mut actions = incident.postmortem.actions.into_iter();
        let named = actions.find(|it| it.id == self.action).unwrap().ticket;
        let link = self.store.ticket_link(self.incident, self.action).await;
        (named.map(|it| it.key), link.unwrap().map(|it| it.key))
    }

    fn wish(&self, at: Moment) -> TicketAsk {
        TicketAsk {
            incident: self.incident,
            action: self.action,
            tracker: self.tracker,
            by: None,
            at,
            problem: None,
        }
    }

    async fn ask(&self, at: Moment) {
        let author = author();
        let asked = self
            .store
            .ask_for_ticket((&Sight::Everything, &author), self.wish(at), at);
        asked.await.unwrap();
    }

    async fn asked(&self) -> Option<TicketAsk> {
        let ask = self.store.ticket_ask(self.incident, self.action).await;
        ask.unwrap()
    }

    async fn waiting(&self) -> Vec<Work> {
        let jobs = self.store.jobs(JobState::Waiting, 99).await.unwrap();
        jobs.into_iter().map(|job| job.work).collect()
    }
}

fn seen(state: TicketState) -> Seen {
    Seen {
        state,
        status: state.word().into(),
        dropped: false,
        gone: false,
    }
}

fn problem(code: &str) -> TicketProblem {
    TicketProblem {
        code: code.into(),
        sentence: "It did not work".into(),
        given_up: false,
    }
}

fn wrong(code: &str, since: Moment, unread: Vec<UnreadPlace>) -> TrackerTrouble {
    TrackerTrouble {
        code: code.into(),
        sentence: "It did not work".into(),
        to_mend: false,
        since,
        unread,
    }
}

both! {
    async fn a_tracker_is_polled_from_the_moment_it_is_entered_and_its_token_is_not_told(db: TestDb) {
        let world = World::new(&db.url).await;
        let (store, id) = (&world.store, world.tracker);
        let poll = Work::PollTracker { tracker: id };
        assert_eq!(world.waiting().await, [poll]);
        let known = store.tracker(id).await.unwrap().unwrap();
        assert_eq!(known.token, "lin_api_word");
        store.update_tracker(&author(), id, form(None), now()).await.unwrap();
        assert!(store.tracker(id).await.unwrap() == Some(known));
        assert_eq!(world.waiting().await.len(), 1, "it is asked once");
        let rows = store.trackers().await.unwrap();
        let log = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
        let said = format!("{rows:?} {log:?}");
        assert!(!said.contains("lin_api_word"), "{said}");
        assert!(store.tracker_door(&[1; 32]).await.unwrap().is_some());
        store.replace_tracker_address(&author(), id, &[2; 32], now()).await.unwrap();
        assert!(store.tracker_door(&[1; 32]).await.unwrap().is_none());
        world.link("PAY-7").await.unwrap();
        store.remove_tracker(&author(), id, now()).await.unwrap();
        assert_eq!(world.keys().await, (Some("PAY-7".into()), None), "it stays named");
        assert_eq!(world.waiting().await, []);
        let gone = store.remove_tracker(&author(), id, now()).await;
        assert!(matches!(gone, Err(SaveError::NotFound)));
    }

    async fn a_ticket_belongs_to_one_action_item(db: TestDb) {
        let world = World::new(&db.url).await;
        world.link("PAY-7").await.unwrap();
        let second = world.commit("Page on pool wait").await;
        let second = World { action: second, store: world.store.clone(), ..world };
        let taken = second.link("PAY-7").await;
        let Err(EditError::Refused(TicketRefused::Ticket(TicketError::Taken { key, .. }))) = taken
        else {
            panic!("{taken:?}");
        };
        assert_eq!(key, "PAY-7");
        // Given up by hand, it is free.
        let first = World { action: world.action, store: second.store.clone(), ..second };
        first.change(ActionPatch { ticket: Some(None), ..ActionPatch::default() }).await;
        second.link("PAY-7").await.unwrap();
        assert_eq!(first.keys().await, (None, None));
        assert_eq!(second.keys().await, (Some("PAY-7".into()), Some("PAY-7".into())));
    }

    async fn a_look_follows_its_own_ticket_and_none_that_was_linked_since(db: TestDb) {
        let world = World::new(&db.url).await;
        let first = world.link("PAY-7").await.unwrap();
        world.link("PAY-8").await.unwrap();
        let later = now().plus_minutes(1);
        // It was asked for before the other one was linked, and is told after it.
        assert_eq!(world.saw(&first, Some(seen(TicketState::Closed)), later).await, None);
        assert_eq!(world.state().await, State::Open);
        assert_eq!(world.keys().await, (Some("PAY-8".into()), Some("PAY-8".into())));
        let known = world.ticket("PAY-8");
        assert!(world.saw(&known, Some(seen(TicketState::Closed)), later).await.is_some());
        assert_eq!(world.state().await, State::Done);
        let older = world.saw(&known, Some(seen(TicketState::Open)), now()).await.unwrap();
        assert_eq!(older.conflict, None, "what was seen before is passed over");
    }

    async fn a_link_that_was_replaced_by_hand_is_forgotten_and_a_newer_one_is_not(db: TestDb) {
        let world = World::new(&db.url).await;
        let first = world.link("PAY-7").await.unwrap();
        let other = afterword_domain::action_item::Ticket { key: "OPS-1".into(), url: None };
        world.change(ActionPatch { ticket: Some(Some(other)), ..ActionPatch::default() }).await;
        // A look that knew an older ticket takes no newer link away.
        let older = world.ticket("PAY-1");
        assert_eq!(world.saw(&older, None, now().plus_minutes(1)).await, None);
        assert_eq!(world.keys().await.1, Some("PAY-7".into()));
        assert_eq!(world.saw(&first, None, now().plus_minutes(1)).await, None);
        assert_eq!(world.keys().await, (Some("OPS-1".into()), None));
    }

    async fn a_ticket_that_is_gone_can_be_taken_away_and_so_can_a_wish(db: TestDb) {
        let world = World::new(&db.url).await;
        let link = world.link("PAY-7").await.unwrap();
        let gone = world.saw(&link, None, now().plus_minutes(1)).await.unwrap();
        assert_eq!(gone.conflict, Some(TicketConflict::Gone));
        let place = (world.incident, world.action);
        let side = afterword_domain::tracker::ticket::Side::Ticket;
        world.store.settle_ticket((&Sight::Everything, &author()), place, side, now()).await.unwrap();
        assert_eq!(world.keys().await, (None, None));
        world.ask(now()).await;
        world.store.unlink_ticket((&Sight::Everything, &author()), place, now()).await.unwrap();
        assert_eq!(world.asked().await, None);
    }

    async fn a_wish_keeps_its_moment_until_it_comes_to_an_end(db: TestDb) {
        let world = World::new(&db.url).await;
        let later = now().plus_minutes(5);
        world.ask(now()).await;
        world.ask(later).await;
        let kept = world.asked().await.unwrap();
        assert_eq!(kept.at, now(), "it is the same one, tried again");
        let failed = problem("tracker_failed");
        let store = &world.store;
        store.ticket_not_made(&author(), &kept, failed.clone(), later).await.unwrap();
        assert_eq!(world.asked().await.unwrap().problem, Some(failed));
        store.drop_ticket_ask(&author(), &kept, later).await.unwrap();
        world.ask(later).await;
        let anew = world.asked().await.unwrap();
        assert_eq!((anew.at, &anew.problem), (later, &None));
        // What becomes of the first one late does not touch the second.
        store.ticket_not_made(&author(), &kept, problem("late"), later).await.unwrap();
        store.drop_ticket_ask(&author(), &kept, later).await.unwrap();
        assert_eq!(world.asked().await, Some(anew));
    }

    async fn a_ticket_that_was_made_is_linked_only_while_it_is_wanted(db: TestDb) {
        let world = World::new(&db.url).await;
        let later = now().plus_minutes(5);
        world.ask(now()).await;
        let wish = world.asked().await.unwrap();
        let made = async |key: &str| {
            let link = world.ticket(key);
            let made = world.store.link_made_ticket(&author(), &wish, link, later).await;
            made.unwrap().map(|link| link.key)
        };
        let place = (world.incident, world.action);
        world.store.unlink_ticket((&Sight::Everything, &author()), place, now()).await.unwrap();
        assert_eq!(made("PAY-1").await, None, "the wish was taken back");
        world.ask(later).await;
        assert_eq!(made("PAY-1").await, None, "this is another wish");
        assert_eq!(world.keys().await, (None, None));
        world.store.unlink_ticket((&Sight::Everything, &author()), place, now()).await.unwrap();
        world.ask(now()).await;
        world.link("PAY-7").await.unwrap();
        assert_eq!(made("PAY-8").await, None, "another ticket came first");
        assert_eq!(world.keys().await, (Some("PAY-7".into()), Some("PAY-7".into())));
        world.store.unlink_ticket((&Sight::Everything, &author()), place, now()).await.unwrap();
        world.ask(now()).await;
        assert_eq!(made("PAY-8").await, Some("PAY-8".into()));
        assert_eq!((world.keys().await.0, world.asked().await), (Some("PAY-8".into()), None));
    }

    async fn an_open_ticket_of_what_is_finished_is_to_be_told(db: TestDb) {
        let world = World::new(&db.url).await;
        let tell = Work::TellTicket { incident: world.incident, action: world.action };
        world.link("PAY-7").await.unwrap();
        assert!(!world.waiting().await.contains(&tell));
        world.is_now(State::Done).await;
        world.link("PAY-8").await.unwrap();
        assert!(world.waiting().await.contains(&tell));
    }

    async fn a_place_that_was_not_read_is_read_from_where_it_was(db: TestDb) {
        let world = World::new(&db.url).await;
        let (store, id) = (&world.store, world.tracker);
        let place = |project: &str| TrackerPlace { project: project.into(), board: None };
        let so_far = async || {
            let polled = store.tracker_polled_so_far(id).await.unwrap().unwrap();
            [polled.of(&place("PAY")), polled.of(&place("OPS"))]
        };
        let trouble = async || store.trackers().await.unwrap().remove(0).trouble;
        let [first, second, third] = [5, 10, 15].map(|minutes| now().plus_minutes(minutes));
        assert_eq!(so_far().await, [now(), now()]);
        store.tracker_polled(id, first, None).await.unwrap();
        let unread = UnreadPlace { place: place("OPS"), read_until: first };
        let missing = wrong("tracker_project_missing", second, vec![unread.clone()]);
        store.tracker_polled(id, second, Some(missing)).await.unwrap();
        assert_eq!(so_far().await, [second, first]);
        // That it cannot be asked at all says nothing of how far it was.
        store.tracker_troubled(id, wrong("tracker_failed", second, Vec::new())).await.unwrap();
        store.tracker_troubled(id, wrong("tracker_failed", third, Vec::new())).await.unwrap();
        let told = trouble().await.unwrap();
        assert_eq!((told.since, told.unread), (second, vec![unread.clone()]));
        assert_eq!(so_far().await, [second, first]);
        store.update_tracker(&author(), id, form(None), third).await.unwrap();
        assert_eq!(trouble().await, None);
        assert_eq!(so_far().await, [first, first], "nothing is passed over");
        let missing = wrong("tracker_project_missing", third, vec![unread]);
        store.tracker_polled(id, third, Some(missing)).await.unwrap();
        store.tracker_polled(id, third, None).await.unwrap();
        assert_eq!((so_far().await, trouble().await), ([third, third], None));
    }

    async fn why_a_ticket_cannot_be_seen_stays_with_it_until_it_is(db: TestDb) {
        let world = World::new(&db.url).await;
        let link = world.link("PAY-7").await.unwrap();
        let [before, first, second] = [-5, 5, 10].map(|minutes| now().plus_minutes(minutes));
        let not_seen = async |of: &TicketLink, code: &str, at: Moment| {
            let trouble = LookTrouble {
                code: code.into(),
                sentence: "It did not work".into(),
                since: at,
                asked_at: at,
            };
            world.store.ticket_not_seen(&author(), of, trouble, at).await.unwrap();
            let link = world.store.ticket_link(world.incident, world.action).await;
            let link = link.unwrap().unwrap();
            (link.asked_at(), link.trouble.map(|it| (it.code, it.since)))
        };
        let told = async || {
            let log = world.store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
            log.iter().filter(|record| record.name == "ticket.seen").count()
        };
        let linked = told().await;
        assert_eq!(not_seen(&link, "moved", before).await, (now(), None), "it was seen since");
        assert_eq!(not_seen(&world.ticket("PAY-8"), "moved", first).await, (now(), None));
        let moved = Some(("moved".to_owned(), first));
        assert_eq!(not_seen(&link, "moved", first).await, (first, moved.clone()));
        assert_eq!(not_seen(&link, "moved", second).await, (second, moved));
        assert_eq!(told().await, linked + 1, "it is news once");
        let failed = Some(("failed".to_owned(), second));
        assert_eq!(not_seen(&link, "failed", second).await, (second, failed));
        let open = Some(seen(TicketState::Open));
        let saw = world.saw(&link, open, second.plus_minutes(1)).await.unwrap();
        assert_eq!((saw.trouble, told().await), (None, linked + 3));
    }
}
