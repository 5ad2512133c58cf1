//! A stand-in, and the tracker that Afterword connects to it.

use afterword_domain::Moment;
use afterword_domain::tracker::{KnownTracker, TrackerForm, TrackerKind, TrackerPlace};
use afterword_integrations::http::{Limits, Named, Outbound};
use afterword_integrations::outbound::{
    Assignee, Connected, Created, Marker, NewIssue, Tracker as _, TrackerError, connect,
};
use afterword_testbed::trackers::{ACCOUNT, Standin, TOKEN, Which};
use serde_json::{Map, Value};

pub(crate) struct Bench {
    pub(crate) standin: Standin,
    pub(crate) kind: TrackerKind,
    pub(crate) tracker: Connected,
    pub(crate) place: TrackerPlace,
    pub(crate) marker: Marker,
    pub(crate) now: Moment,
}

pub(crate) const LINK: &str = "https://afterword.example/incidents/INC-57#action-3";

impl Bench {
    pub(crate) async fn new(which: Which) -> Self {
        let standin = Standin::start(which).await;
        let kind = TrackerKind::of_word(which.word()).expect("the same words");
        let now: Moment = standin.desk().now().into();
        let tracker = connected(kind, &standin.url, TOKEN, Map::new(), now);
        Self {
            kind,
            tracker,
            place: TrackerPlace {
                project: which.project().into(),
                board: None,
            },
            marker: Marker::new("INC-57/3", LINK),
            now,
            standin,
        }
    }

    /// The same tracker with fields that the settings give.
    pub(crate) fn with_fields(&self, fields: Map<String, Value>) -> Connected {
        connected(self.kind, &self.standin.url, TOKEN, fields, self.now)
    }

    pub(crate) fn is_jira(&self) -> bool {
        self.kind.is_jira()
    }

    /// What is asked for where a test wants nothing special.
    pub(crate) fn asked(&self) -> NewIssue<'_> {
        NewIssue {
            marker: &self.marker,
            title: "Bound the retries of the payment client",
            body: "The pool ran **dry**.",
            link: LINK,
            link_label: "INC-57 in Afterword",
            labels: &[],
            assignee: None,
            sprint: None,
            asked_at: self.now,
        }
    }

    pub(crate) async fn create(&self) -> Result<Created, TrackerError> {
        self.tracker.create(&self.place, &self.asked()).await
    }

    /// How many tickets there are.
    pub(crate) fn count(&self) -> usize {
        self.standin.desk().tickets.len()
    }

    /// Ana, as the tracker can find her.
    pub(crate) fn ana(&self) -> Assignee<'static> {
        match self.kind {
            TrackerKind::JiraCloud | TrackerKind::JiraDataCenter | TrackerKind::Linear => {
                Assignee {
                    email: Some("ana@northwind.example"),
                    user_name: None,
                }
            }
            TrackerKind::Github | TrackerKind::Gitlab => Assignee {
                email: None,
                user_name: Some("ana"),
            },
        }
    }
}

pub(crate) fn connected(
    kind: TrackerKind,
    url: &str,
    token: &str,
    fields: Map<String, Value>,
    now: Moment,
) -> Connected {
    let form = TrackerForm {
        kind,
        url: Some(url.into()),
        account: ACCOUNT.into(),
        token: Some(token.into()),
        issue_type: String::new(),
        labels: vec!["post-mortem".into()],
        fields,
    };
    let known: KnownTracker = form.onto(None).expect("settings");
    let named = Named::of(&url.parse().expect("an address")).expect("a host");
    let outbound = Outbound::new([named], Limits::default()).expect("a way out");
    connect(&known, outbound, now).expect("an address")
}
