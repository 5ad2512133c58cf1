//! The fifty-seventh incident, told in full: ledger runs out of connections while an earlier
//! action item that would have helped was never finished. Its meeting is today.

mod review;
mod timeline;

use afterword_domain::incident::edit::{self, IncidentPatch};
use afterword_domain::incident::open::OpenForm;
use afterword_domain::incident::{DetectedBy, Impact};
use afterword_domain::recurrence::{self, Links, RecurrenceForm, Verdict};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Currency, IncidentRef, Moment, Money};
use anyhow::Context;

use super::calendar::{Calendar, after, at};
use super::course::Course;
use super::draft::{Draft, Names};
use super::review::{confirm_repeat, index_of, schedule, shared};

pub(super) const NUMBER: u32 = 57;
const DAYS_AGO: i32 = 6;
const REPEATS: IncidentRef = IncidentRef(31);
const MEETING_MINUTES: u16 = 90;

/// The moments that the story is told by.
#[derive(Clone, Copy)]
struct Times {
    calendar: Calendar,
}

impl Times {
    /// On the day of the incident.
    fn on_the_day(self, hour: i8, minute: i8) -> Moment {
        at(self.calendar.now.day().plus_days(-DAYS_AGO), hour, minute)
    }

    /// The day before the meeting.
    fn yesterday(self, hour: i8, minute: i8) -> Moment {
        at(self.calendar.now.day().plus_days(-1), hour, minute)
    }
}

pub(super) fn course(calendar: Calendar) -> Course {
    let times = Times { calendar };
    Course {
        began: times.on_the_day(9, 12),
        all_clear: times.on_the_day(10, 20),
        written: times.on_the_day(15, 10),
        meeting: Some(at(calendar.now.day(), 14, 0)),
        published: None,
        facilitator: "ines",
        scribe: "tomas",
    }
}

pub(super) fn tell(
    calendar: Calendar,
    workspace: &Workspace,
    earlier: &[Draft],
    links: &mut Links,
) -> anyhow::Result<Draft> {
    let times = Times { calendar };
    let opened = times.on_the_day(9, 22);
    let services = ["checkout-api", "ledger", "payments-db"].map(|name| workspace.what(name));
    let form = OpenForm {
        title: "Checkout failed when ledger ran out of connections".into(),
        severity: super::incident::severity(1),
        services: services.into_iter().collect::<Result<_, _>>()?,
        ..OpenForm::default()
    };
    let mut draft = Draft::open(IncidentRef(NUMBER), form, workspace, opened)?;
    timeline::write(&mut draft, times)?;
    let patch = IncidentPatch {
        impact: Some(impact().into()),
        ..IncidentPatch::default()
    };
    let written = times.on_the_day(15, 10);
    draft.take(written, |incident| {
        edit::edit(incident, workspace, &Links::default(), patch)
    })?;
    schedule(&mut draft, &course(calendar), workspace, MEETING_MINUTES)?;
    timeline::ask(&mut draft, times, workspace)?;
    review::write(&mut draft, times, workspace)?;
    suggest(&mut draft, earlier, workspace, times.on_the_day(15, 11))?;
    confirm(
        &mut draft,
        earlier,
        workspace,
        links,
        times.yesterday(15, 55),
    )?;
    Ok(draft)
}

fn confirm(
    draft: &mut Draft,
    earlier: &[Draft],
    workspace: &Workspace,
    links: &mut Links,
    now: Moment,
) -> anyhow::Result<()> {
    let before = earlier
        .get(index_of(REPEATS))
        .context("the incident that it repeats")?;
    let mut reasons = vec![
        "Path: checkout-api → ledger → payments-db".to_owned(),
        "Words: “pool 200 of 200”, “no answer within 30 s”".to_owned(),
    ];
    reasons.extend(shared(draft, before, workspace));
    let by = workspace.who("mika")?;
    confirm_repeat(draft, (before, reasons), links, by, now)
}

/// Two more that look alike; nobody has decided on them.
fn suggest(
    draft: &mut Draft,
    earlier: &[Draft],
    workspace: &Workspace,
    now: Moment,
) -> anyhow::Result<()> {
    for (reference, reason) in [
        (IncidentRef(12), "Path: checkout-api → ledger"),
        (
            IncidentRef(53),
            "Signal: connections of payments-db above 90% of the limit",
        ),
    ] {
        let before = earlier
            .get(index_of(reference))
            .context("an incident that looks alike")?;
        let mut reasons = vec![reason.to_owned()];
        reasons.extend(shared(draft, before, workspace));
        let form = RecurrenceForm {
            earlier: reference,
            verdict: Verdict::Suggested,
            reasons,
        };
        let began = Some(before.incident.began());
        draft.take(now, |incident| {
            recurrence::decide(
                incident,
                began,
                &Links::default(),
                &form,
                None,
                after(now, 0),
            )
        })?;
    }
    Ok(())
}

fn impact() -> Impact {
    let euros = |amount: i64| Some(Money::new(100 * amount, Currency::EUR));
    Impact {
        description: "One checkout in three in `eu-west` failed after a wait of thirty seconds. \
                      Cards were not charged twice; 2,310 payments arrived late."
            .into(),
        users_affected: Some(18_400),
        revenue_lost: euros(38_000),
        revenue_delayed: euros(212_000),
        credits: euros(5_400),
        failing_share: Some(0.31),
        error_budget_share: None,
        detected_by: Some(DetectedBy::Alert),
        detection_note: "4 min after a customer".into(),
        responders: Some(6),
        response_minutes: Some(26 * 60),
    }
}
