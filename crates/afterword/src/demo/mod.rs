//! The demo workspace: Northwind Payments and two years of its incidents.
//!
//! Owns the stories and plays them through the domain's rules, each step at its own moment in the
//! past. Knows nothing of tables: the store opens what the rules have let through.

mod calendar;
mod course;
mod dice;
mod draft;
mod evidence;
mod incident;
mod later;
mod ledger_story;
mod people;
mod proofs;
mod review;
mod running;
mod services;
mod stories;
mod story;
#[cfg(test)]
mod tests;
mod views;
mod wording;
#[cfg(test)]
mod year;

use afterword_domain::policy::Sight;
use afterword_domain::recurrence::Links;
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, Moment};
use afterword_store::{Author, Store, Via};
use anyhow::{Context, bail};

use calendar::{Calendar, after};
use course::Course;
use dice::Dice;
use draft::{Draft, Names};
use later::Told;
use review::{confirm_repeat, index_of, shared};
use story::{Stage, Story};

/// What was put into the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seeded {
    pub(crate) incidents: usize,
}

/// The workspace was set up so many days before its first incident.
const SET_UP_DAYS: i64 = 14;

/// Fills an empty store with the demo workspace as it stands at `now`, and tells `progress` how
/// many incidents of how many are stored.
///
/// # Errors
/// When the store already holds incidents, when a rule refuses a step, or when the database fails.
pub(crate) async fn seed(
    store: &Store,
    now: Moment,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<Seeded> {
    if store
        .began(&Sight::Everything, IncidentRef(1))
        .await?
        .is_some()
    {
        bail!("this workspace already has incidents; the demo needs an empty one");
    }
    let calendar = Calendar::new(now);
    let first = stories::all()
        .next()
        .map_or(now, |(_, story)| calendar.moment(story.at));
    let then = first.plus_days(-SET_UP_DAYS);
    let mut author = Author {
        person: None,
        via: Via::Demo,
        request_id: None,
        address: None,
    };
    people::add(store, &author, calendar, then).await?;
    services::add(store, &author, then).await?;
    let workspace = store.workspace().await?;
    author.person = Some(workspace.who("ines")?);
    views::add(store, &author, then).await?;
    let drafts = tell_all(calendar, &workspace)?;
    let incidents = drafts.len();
    for (done, draft) in drafts.into_iter().enumerate() {
        let touched = draft.touched.min(now);
        store
            .open_incidents(&author, vec![draft.into_opening()], touched)
            .await?;
        progress(done + 1, incidents);
    }
    Ok(Seeded { incidents })
}

/// Every incident as it stands at the calendar's present, in the order of the numbers.
fn tell_all(calendar: Calendar, workspace: &Workspace) -> anyhow::Result<Vec<Draft>> {
    let stories: Vec<_> = stories::all().collect();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut courses = Vec::new();
    let mut links = Links::default();
    for (number, story) in &stories {
        if *number == ledger_story::NUMBER + 1 {
            drafts.push(ledger_story::tell(
                calendar, workspace, &drafts, &mut links,
            )?);
            courses.push(ledger_story::course(calendar));
        }
        let mut dice = Dice::for_incident(*number);
        let course = Course::of(*number, story, calendar, &mut dice);
        let mut draft = incident::tell(*number, story, &course, workspace, &mut dice)?;
        review::schedule(
            &mut draft,
            &course,
            workspace,
            105 - 15 * u16::from(story.severity),
        )?;
        repeat(&mut draft, story, &course, workspace, &drafts, &mut links)?;
        if let Stage::InMeeting { .. } = story.stage {
            running::begin(&mut draft, &course, workspace)?;
        }
        review::hold(&mut draft, story, &course, workspace, &mut dice)?;
        drafts.push(draft);
        courses.push(course);
    }
    let told = Told {
        calendar,
        workspace,
        courses: &courses,
    };
    told.play(&mut drafts, &stories)?;
    Ok(drafts)
}

fn repeat(
    draft: &mut Draft,
    story: &Story,
    course: &Course,
    workspace: &Workspace,
    drafts: &[Draft],
    links: &mut Links,
) -> anyhow::Result<()> {
    let Some((earlier, reason)) = story.repeats else {
        return Ok(());
    };
    let earlier = drafts
        .get(index_of(IncidentRef(earlier)))
        .context("a repeat of no incident")?;
    let by = workspace.who(course.facilitator)?;
    let now = course
        .published
        .and(course.meeting)
        .unwrap_or(after(course.written, 40));
    let mut reasons = vec![reason.to_owned()];
    reasons.extend(shared(draft, earlier, workspace));
    confirm_repeat(draft, (earlier, reasons), links, by, now)
}
