//! An incident as its page shows it: the facts, and what follows from them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use afterword_domain::action_item::Standing;
use afterword_domain::incident::awareness::{Awareness, awareness};
use afterword_domain::incident::cost::{IncidentCost, incident_cost};
use afterword_domain::incident::timeline::Gap;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::publish::{Advice, Missing, advice, missing};
use afterword_domain::postmortem::week::{ReviewWeek, review_week};
use afterword_domain::price::{Occurrences, PricedAction, WeighedMeasure};
use afterword_domain::recurrence::preventable::{Preventable, preventable};
use afterword_domain::service::Slo;
use afterword_domain::tracker::{TicketAsk, TicketLink};
use afterword_domain::workspace::{PublishedNames, Workspace};
use afterword_domain::{ActionItemId, Day, FactorId, Incident, IncidentRef, PersonId, ServiceId};
use afterword_store::Beside;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::occurrences::occurrences;
use super::prices::prices;
use crate::app::App;
use crate::error::{self, ApiError};
use crate::features::incidents::shown::shown;

/// One thing that publishing waits for, with its sentence.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MissingView {
    pub sentence: String,
    #[serde(flatten)]
    pub missing: Missing,
}

impl From<Missing> for MissingView {
    fn from(missing: Missing) -> Self {
        Self {
            sentence: missing.sentence(),
            missing,
        }
    }
}

/// Where one of the incident's action items stands today.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ActionStanding {
    pub action: ActionItemId,
    #[serde(flatten)]
    pub standing: Standing,
    /// The latest date that it may be given: the end of the next sprint of its owner's team.
    pub latest_due_on: Day,
}

/// The consumed error budget of the first of the incident's services that has an SLO.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BudgetView {
    /// 1 is the whole budget of the window.
    pub share: f64,
    pub service: Option<ServiceId>,
    pub slo: Option<Slo>,
}

/// In how many incidents a factor was found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FactorCount {
    pub factor: FactorId,
    pub incidents: u64,
}

/// An incident with what follows from its facts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IncidentView {
    #[serde(flatten)]
    pub incident: Incident,
    /// Sanitised HTML of every Markdown passage, by its place: `section:summary`,
    /// `timeline_event:12`, `contributing_factor:3`, `answer:4`, `impact`.
    pub html: BTreeMap<String, String>,
    pub duration_seconds: Option<i64>,
    pub review_week: Option<ReviewWeek>,
    pub cost: IncidentCost,
    pub budget: Option<BudgetView>,
    /// What each action item costs, against the incident and a year of its factor.
    pub action_prices: Vec<PricedAction>,
    /// The same of each measure.
    pub measure_prices: Vec<WeighedMeasure>,
    pub action_standings: Vec<ActionStanding>,
    /// Those of its action items' tickets that are in a tracker that is followed.
    pub ticket_links: Vec<TicketLink>,
    /// Tickets that were asked for and are not there yet.
    pub ticket_asks: Vec<TicketAsk>,
    /// What publishing waits for.
    pub missing: Vec<MissingView>,
    /// What a careful reader would still miss; it never blocks.
    pub advice: Vec<Advice>,
    /// More than ten minutes without an entry.
    pub gaps: Vec<Gap>,
    /// How we became aware, by the timeline, while nobody has said.
    pub awareness: Option<Awareness>,
    /// Later incidents that were confirmed to repeat this one.
    pub repeated_by: Vec<IncidentRef>,
    /// Unfinished earlier action items of what this one repeats.
    pub preventable: Vec<Preventable>,
    /// How often each of its factors occurred over all incidents, this one included.
    pub factor_counts: Vec<FactorCount>,
    /// How its people are to be shown: by what they did once it is published, if the workspace
    /// has it so.
    pub shown_names: PublishedNames,
    /// By the number of a person, what they did, where that is told in place of their name.
    pub shown_roles: HashMap<PersonId, String>,
}

/// Works out everything that the page shows beside the facts, of other incidents what its reader
/// sees.
pub async fn view(app: &App, sight: &Sight, incident: Incident) -> Result<IncidentView, ApiError> {
    let beside = app.store.beside(sight, incident.reference).await;
    view_beside(app, sight, incident, beside.map_err(error::store)?).await
}

/// The same where what stands beside it was read with it.
pub async fn view_beside(
    app: &App,
    sight: &Sight,
    incident: Incident,
    beside: Beside,
) -> Result<IncidentView, ApiError> {
    let workspace = Arc::clone(&beside.workspace);
    let mut preventable_by = Vec::new();
    for earlier in incident.repeats() {
        if let Some(earlier) = app
            .store
            .incident(sight, earlier)
            .await
            .map_err(error::store)?
        {
            preventable_by.extend(preventable(&incident, &earlier));
        }
    }
    let occurrences = occurrences(app, sight, &incident, &beside).await?;
    let factor_counts = factor_counts(&occurrences, &incident);
    let now = app.now();
    let shown_names = workspace.settings.names_in(&incident);
    let (incident, shown_roles) = shown(incident, &workspace);
    let settings = &workspace.settings;
    let postmortem = &incident.postmortem;
    let waits_for = if incident.is_published() {
        Vec::new()
    } else {
        missing(&incident, &workspace, &postmortem.no_actions_reason, now)
    };
    let prices = prices(app, &incident, &workspace, &occurrences);
    let standings = postmortem.actions.iter().map(|action| ActionStanding {
        action: action.id,
        standing: action.standing(&incident.services, &workspace, now),
        latest_due_on: workspace.latest_due_on(action.owner, now),
    });
    let mut ticket_links = beside.ticket_links;
    ticket_links.retain(|link| postmortem.actions.iter().any(|action| link.is_of(action)));
    Ok(IncidentView {
        ticket_links,
        ticket_asks: beside.ticket_asks,
        action_standings: standings.collect(),
        html: html(&incident),
        duration_seconds: incident.duration_seconds(),
        review_week: review_week(&incident, settings.review_days, now),
        cost: incident_cost(&incident.impact, &settings.rates),
        budget: budget(&incident, &workspace),
        action_prices: prices.actions,
        measure_prices: prices.measures,
        missing: waits_for.into_iter().map(MissingView::from).collect(),
        advice: advice(&incident),
        gaps: incident.gaps(),
        awareness: awareness(&incident),
        repeated_by: beside.repeated_by,
        preventable: preventable_by,
        factor_counts,
        shown_names,
        shown_roles,
        incident: incident.without_proceedings(),
    })
}

fn budget(incident: &Incident, workspace: &Workspace) -> Option<BudgetView> {
    let services = incident
        .services
        .iter()
        .filter_map(|id| workspace.service(*id));
    let promised = services.into_iter().find(|service| service.slo.is_some());
    let slo = promised.and_then(|service| service.slo);
    let share = incident.budget_consumed(slo.as_ref())?;
    Some(BudgetView {
        share,
        service: promised.map(|service| service.id),
        slo,
    })
}

/// Those that came most often first.
fn factor_counts(occurrences: &Occurrences, incident: &Incident) -> Vec<FactorCount> {
    let factors = incident.postmortem.factors.iter();
    let tagged: BTreeSet<_> = factors.filter_map(|factor| factor.factor).collect();
    let counts = tagged.into_iter().map(|factor| FactorCount {
        factor,
        incidents: occurrences.incidents(factor),
    });
    let mut counts: Vec<_> = counts.filter(|count| count.incidents > 0).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.incidents));
    counts
}

fn html(incident: &Incident) -> BTreeMap<String, String> {
    let postmortem = &incident.postmortem;
    let sections = postmortem
        .sections
        .iter()
        .map(|s| (format!("section:{}", s.key), &s.text));
    let events = incident
        .timeline
        .iter()
        .map(|e| (format!("timeline_event:{}", e.id), &e.text));
    let factors = postmortem
        .factors
        .iter()
        .map(|f| (format!("contributing_factor:{}", f.id), &f.text));
    let answers = postmortem
        .answers
        .iter()
        .map(|a| (format!("answer:{}", a.id), &a.text));
    let measures = postmortem
        .measures
        .iter()
        .map(|m| (format!("measure:{}", m.id), &m.note));
    let impact = std::iter::once(("impact".to_owned(), &incident.impact.description));
    sections
        .chain(events)
        .chain(factors)
        .chain(answers)
        .chain(measures)
        .chain(impact)
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(place, text)| (place, afterword_document::html(text)))
        .collect()
}
