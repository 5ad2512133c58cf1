//! Everything that notices are worked out from, as it is now.

use std::sync::Arc;

use afterword_domain::learning::IncidentFacts;
use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::notice::{ComingMeeting, Lesson, OwedReview, Scene};
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::week::ReviewWeek;
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, Moment};
use afterword_store::StoreError;
use tokio::sync::Mutex;

use super::lesson::lesson;
use crate::app::App;
use crate::features::incidents::shown::shown;

/// Days in which something is news.
const NEWS: i64 = 15;
/// Meetings are planned no further ahead, and nobody waits for one that is as long past.
const AHEAD: i64 = 370;
const MEETINGS: u32 = 10_000;

/// The scene that was read last, for the letters of one minute to share: after which change of the
/// log, and when.
pub(crate) type LastScene = Mutex<Option<(u64, Moment, Arc<Scene>)>>;

/// Reads it, at most a minute old, and with everything that was done.
///
/// # Errors
/// When the database fails.
pub async fn scene(app: &App, now: Moment) -> Result<Arc<Scene>, StoreError> {
    // Whoever comes meanwhile waits for the same.
    let mut last = app.scene.lock().await;
    let seq = app.store.latest_seq().await?;
    if let Some((read, at, scene)) = &*last
        && *read == seq
        && (*at..at.plus_minutes(1)).contains(&now)
    {
        return Ok(Arc::clone(scene));
    }
    let scene = Arc::new(read(app, now).await?);
    *last = Some((seq, now, Arc::clone(&scene)));
    Ok(scene)
}

async fn read(app: &App, now: Moment) -> Result<Scene, StoreError> {
    let workspace = app.store.workspace().await?;
    let facts = app.store.facts(&Sight::Everything).await?;
    let span = (now.plus_days(-1), now.plus_days(AHEAD));
    let meetings = app
        .store
        .meetings(&Sight::Everything, span, MEETINGS)
        .await?;
    let planned = meetings
        .iter()
        .filter(|entry| !entry.called_off && entry.meeting.held_at.is_none());
    let meetings: Vec<_> = planned.map(coming).collect();
    let days = workspace.settings.review_days;
    let owed = |facts: &IncidentFacts| owed_review(facts, days, &meetings, now);
    let reviews = facts.iter().filter_map(owed).collect();
    let mut actions = app
        .store
        .actions_to_look_at(&Sight::Everything, now)
        .await?;
    actions.retain(|open| !open.action.state.is_finished());
    let restricted = facts.iter().filter(|one| one.visibility.is_restricted());
    let restricted = restricted.map(|one| (one.reference, one.visibility.clone()));
    Ok(Scene {
        preferences: app.store.notice_preferences().await?,
        lessons: lessons(app, &workspace, &facts, now).await?,
        restricted: restricted.collect(),
        workspace: workspace.as_ref().clone(),
        actions,
        reviews,
        meetings,
    })
}

fn coming(entry: &MeetingEntry) -> ComingMeeting {
    ComingMeeting {
        incident: entry.reference,
        title: entry.title.clone(),
        at: entry.meeting.scheduled_at,
        people: entry.meeting.people().collect(),
    }
}

fn owed_review(
    facts: &IncidentFacts,
    days: u8,
    meetings: &[ComingMeeting],
    now: Moment,
) -> Option<OwedReview> {
    let recovered_at = facts.recovered_at?;
    if !facts.counts || facts.published {
        return None;
    }
    let planned = |meeting: &&ComingMeeting| meeting.incident == facts.reference;
    Some(OwedReview {
        incident: facts.reference,
        title: facts.title.clone(),
        services: facts.services.clone(),
        week: ReviewWeek::after(recovered_at, days, now),
        meeting_at: meetings.iter().find(planned).map(|meeting| meeting.at),
    })
}

async fn lessons(
    app: &App,
    workspace: &Workspace,
    facts: &[IncidentFacts],
    now: Moment,
) -> Result<Vec<Lesson>, StoreError> {
    let since = now.plus_days(-NEWS);
    let news = facts.iter().filter_map(|facts| {
        let at = facts.published_at.filter(|at| *at >= since && *at <= now)?;
        facts.published.then_some((facts.reference, at))
    });
    let news: Vec<(IncidentRef, Moment)> = news.collect();
    let mut lessons = Vec::with_capacity(news.len());
    for (reference, published_at) in news {
        if let Some(incident) = app.store.incident(&Sight::Everything, reference).await? {
            let (incident, _) = shown(incident, workspace);
            lessons.push(Lesson {
                incident: reference,
                lesson: lesson(&incident),
                title: incident.title,
                published_at,
            });
        }
    }
    Ok(lessons)
}
