//! A meeting as its page shows it to one person: everything that all may see, of what is still
//! silent their own part, and the server's clock.

use std::sync::Arc;

use afterword_domain::history::NamedVersion;
use afterword_domain::incident::{Incident, Severity};
use afterword_domain::meeting::Meeting;
use afterword_domain::meeting::agenda::{self, AgendaAction, AgendaStep};
use afterword_domain::meeting::ballots::{self, VOTES_EACH, ballot_of};
use afterword_domain::meeting::held_back::{self, MeetingAction};
use afterword_domain::meeting::proceedings::{MeetingNote, MeetingRun, Phase, Proceedings};
use afterword_domain::meeting::warnings::{PlanWarning, warnings};
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::publish::{Advice, advice, missing};
use afterword_domain::postmortem::{FourQuestion, Status};
use afterword_domain::price::WeighedMeasure;
use afterword_domain::{AnswerId, IncidentRef, MeasureId, Moment, PersonId, WordId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::changed::{ChangedSince, changed};
use super::writer::Hand;
use super::{Asking, MeetingAnswer, looked_at};
use crate::error::{self, ApiError};
use crate::features::incidents::occurrences::occurrences;
use crate::features::incidents::prices::prices;
use crate::features::incidents::view::MissingView;

/// The steps, and what the second looks at.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MeetingAgenda {
    /// With this meeting's lengths, before they are extended.
    pub steps: Vec<AgendaStep>,
    /// Open action items of earlier post-mortems near to this one, and those that were finished
    /// here, in the order in which they are looked at.
    pub near: Vec<MeetingAction>,
    /// How many more are open elsewhere; their own meetings look at them.
    pub elsewhere: u32,
    /// Near ones that were done within half a year and that nothing shows to be; looked at after
    /// those that are open, and they hold no step back.
    pub proof_missing: Vec<AgendaAction>,
}

/// How somebody arrived or left.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct WordView {
    pub id: WordId,
    pub phase: Phase,
    pub text: String,
    /// Nobody, in a meeting without names.
    pub by: Option<PersonId>,
    pub at: Moment,
    pub yours: bool,
}

/// An answer of one's own that others do not see yet.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SilentAnswerView {
    pub id: AnswerId,
    pub question: FourQuestion,
    /// Markdown.
    pub text: String,
}

/// What was written in silence.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SilentView {
    /// It was shown; the answers are in the post-mortem.
    pub shown: bool,
    /// One's own.
    pub answers: Vec<SilentAnswerView>,
    /// Of everybody.
    pub count: u32,
    /// Of how many people; nobody knows that in a meeting without names.
    pub people: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VotingState {
    Closed,
    Open,
}

/// Votes. While they are being given, only one's own and the number of those who have voted are
/// told; once voting is closed, each measure has its votes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VotingView {
    pub state: VotingState,
    pub votes_each: u8,
    pub yours: Vec<MeasureId>,
    pub voters: u32,
}

/// A meeting as its page shows it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MeetingView {
    /// The server's clock, by which everything is timed.
    pub now: Moment,
    pub incident: IncidentRef,
    pub version: u32,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    pub plan: Option<Meeting>,
    /// The one that was called off last.
    pub called_off: Option<Meeting>,
    /// What is worth a second thought about the plan.
    pub warnings: Vec<PlanWarning>,
    pub run: Option<MeetingRun>,
    pub agenda: MeetingAgenda,
    /// Why the second step cannot be left yet: a sentence for each action item.
    pub held_back: Vec<String>,
    pub words: Vec<WordView>,
    pub notes: Vec<MeetingNote>,
    pub silent: SilentView,
    pub voting: VotingView,
    pub weighed: Vec<WeighedMeasure>,
    /// What publishing waits for.
    pub missing: Vec<MissingView>,
    pub advice: Vec<Advice>,
    /// What the meeting changed; told from its last step on.
    pub changed: Vec<ChangedSince>,
    /// Versions that somebody gave a name.
    pub named_versions: Vec<NamedVersion>,
}

/// Reads the meeting: its plan, where it stands, and what was said. In one that writes without
/// names, the header `Meeting-Key` shows what is one's own.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/meeting", tag = "meeting",
    params(("reference" = IncidentRef, Path), ("Meeting-Key" = Option<String>, Header)),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn read_meeting(asking: Asking) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(Operation::ReadIncidents)?;
    let incident = asking.incident().await?;
    asking.answer(incident).await
}

/// Works out everything that the page shows.
pub(super) async fn view(asking: &Asking, incident: &Incident) -> Result<MeetingView, ApiError> {
    let Asking { app, reference, .. } = asking;
    let now = app.now();
    let sight = asking.sight();
    let beside = app.store.beside(&sight, *reference).await;
    let beside = beside.map_err(error::store)?;
    let workspace = Arc::clone(&beside.workspace);
    let open = looked_at(app, incident).await?;
    let agenda = agenda::agenda(incident, open, &workspace, now.day());
    let (near, elsewhere) = held_back::near(*reference, agenda.open_actions);
    let postmortem = &incident.postmortem;
    let occurrences = occurrences(app, &sight, incident, &beside).await?;
    let weighed = prices(app, incident, &workspace, &occurrences).measures;
    let proceedings = &postmortem.proceedings;
    let hand = Hand::of(asking, incident);
    let waits_for = if incident.is_published() {
        Vec::new()
    } else {
        missing(incident, &workspace, &postmortem.no_actions_reason, now)
    };
    Ok(MeetingView {
        now,
        incident: *reference,
        version: incident.version,
        title: incident.title.clone(),
        severity: incident.severity,
        status: postmortem.status,
        plan: postmortem.meeting.clone(),
        called_off: proceedings.called_off.clone(),
        warnings: warnings(incident, &workspace, now),
        run: proceedings.run.clone(),
        held_back: held_back::sentences(&near),
        agenda: MeetingAgenda {
            steps: agenda.steps,
            proof_missing: agenda.proof_missing,
            near,
            elsewhere: count(elsewhere),
        },
        words: words(proceedings, &hand),
        notes: proceedings.notes.clone(),
        silent: silent(proceedings, &hand),
        voting: voting(incident, asking.caller.person.id),
        weighed,
        missing: waits_for.into_iter().map(MissingView::from).collect(),
        advice: advice(incident),
        changed: changed(asking, incident).await?,
        named_versions: incident.named_versions.clone(),
    })
}

fn words(proceedings: &Proceedings, hand: &Hand<'_>) -> Vec<WordView> {
    let view = |word: &afterword_domain::meeting::proceedings::MeetingWord| WordView {
        id: word.id,
        phase: word.phase,
        text: word.text.clone(),
        by: word.by,
        at: word.at,
        yours: hand
            .writer()
            .wrote(word.id.0, word.by, word.seal.as_deref()),
    };
    proceedings.words.iter().map(view).collect()
}

fn silent(proceedings: &Proceedings, hand: &Hand<'_>) -> SilentView {
    let silent = &proceedings.silent;
    let own = silent.iter().filter(|answer| {
        hand.writer()
            .wrote(answer.id.0, answer.by, answer.seal.as_deref())
    });
    let answers = own.map(|answer| SilentAnswerView {
        id: answer.id,
        question: answer.question,
        text: answer.text.clone(),
    });
    let mut people: Vec<_> = silent.iter().filter_map(|answer| answer.by).collect();
    people.sort_unstable();
    people.dedup();
    let run = proceedings.run.as_ref();
    let anonymous = run.is_some_and(|run| run.anonymous);
    SilentView {
        shown: run.is_some_and(|run| run.answers_shown),
        answers: answers.collect(),
        count: count(silent.len()),
        people: (!anonymous).then_some(count(people.len())),
    }
}

fn voting(incident: &Incident, person: PersonId) -> VotingView {
    let postmortem = &incident.postmortem;
    let running = postmortem.proceedings.running();
    let open = running.is_some_and(|run| run.voting_open);
    let measures = postmortem.measures.iter();
    let (yours, voters) = if open {
        (ballot_of(incident, person), ballots::voters(incident))
    } else {
        let mut voters: Vec<_> = measures
            .clone()
            .flat_map(|m| m.votes.iter().copied())
            .collect();
        voters.sort_unstable();
        voters.dedup();
        let yours = measures.filter(|measure| measure.votes.contains(&person));
        (yours.map(|measure| measure.id).collect(), voters.len())
    };
    VotingView {
        state: if open {
            VotingState::Open
        } else {
            VotingState::Closed
        },
        votes_each: u8::try_from(VOTES_EACH).unwrap_or(u8::MAX),
        yours,
        voters: count(voters),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
