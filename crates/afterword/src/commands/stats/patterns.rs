//! `afterword stats --patterns`: what the page of patterns tells, in sentences.

use afterword_domain::learning::IncidentFacts;
use afterword_domain::learning::factors::{FactorPattern, Lately};
use afterword_domain::learning::outcomes::ActionOutcome;
use afterword_domain::learning::patterns::{Patterns, patterns};
use afterword_domain::learning::times::{CountedFrom, ResponseStep, Times, times};
use afterword_domain::learning::together::{FactorPair, FactorPairs};
use afterword_domain::learning::yearly::{YearOfActions, year_of_actions};
use afterword_domain::workspace::Workspace;
use afterword_domain::{FactorId, Moment};
use serde::Serialize;

/// Seven full quarters and the present one; of a folder, which may be an archive, ten years.
const QUARTERS: u8 = 8;
const QUARTERS_OF_FOLDER: u8 = 40;
/// More lines than this nobody reads; the rest is in the JSON.
const MOST: usize = 15;

/// What `--patterns` adds to the figures.
#[derive(Serialize)]
pub(super) struct Learned {
    patterns: Patterns,
    times: Times,
    year: YearOfActions,
}

impl Learned {
    pub(super) fn of(
        facts: &[IncidentFacts],
        workspace: &Workspace,
        is_folder: bool,
        now: Moment,
    ) -> Self {
        let quarters = if is_folder {
            QUARTERS_OF_FOLDER
        } else {
            QUARTERS
        };
        Self {
            patterns: patterns(facts, quarters, workspace, now),
            times: times(facts, quarters, CountedFrom::Before, now),
            year: year_of_actions(facts, None, now),
        }
    }

    pub(super) fn sentences(&self, workspace: &Workspace) -> String {
        let label = |id| factor(workspace, id);
        let mut lines = vec![String::new(), format!("Since {}:", self.patterns.since)];
        lines.extend(factors(&self.patterns.factors, &label));
        lines.extend(together(&self.patterns.together, &label));
        lines.extend(steps(&self.times));
        lines.extend(year(&self.year, &label));
        lines.join("\n")
    }
}

fn factor(workspace: &Workspace, id: FactorId) -> String {
    let known = workspace.factor(id);
    known.map_or_else(|| format!("factor {id}"), |factor| factor.label.clone())
}

fn factors(all: &[FactorPattern], label: &impl Fn(FactorId) -> String) -> Vec<String> {
    if all.is_empty() {
        return vec!["No contributing factor is tagged with a factor yet.".into()];
    }
    let line = |pattern: &FactorPattern| {
        let lately = match pattern.lately {
            Lately::Growing => ", growing",
            Lately::Fewer => ", fewer lately",
            Lately::Quiet => ", quiet",
            Lately::Steady => "",
        };
        let (times, last) = (pattern.incidents, pattern.last);
        format!(
            "{times} × {}{lately}, last in {last}.",
            label(pattern.factor)
        )
    };
    let mut lines: Vec<_> = all.iter().take(MOST).map(line).collect();
    if all.len() > MOST {
        lines.push(format!("And {} factors more.", all.len() - MOST));
    }
    lines
}

fn together(found: &FactorPairs, label: &impl Fn(FactorId) -> String) -> Vec<String> {
    let line = |pair: &FactorPair| {
        format!(
            "“{}” and “{}” come together: in {} incidents, where chance would have {:.1} \
             (p = {:.2e}, corrected for {} pairs).",
            label(pair.first),
            label(pair.second),
            pair.both,
            pair.expected,
            pair.by_chance,
            found.looked_at,
        )
    };
    found.pairs.iter().take(MOST).map(line).collect()
}

fn steps(times: &Times) -> Vec<String> {
    let minutes = |seconds: f64| format!("{:.0} min", seconds / 60.0);
    let told = times.steps.iter().filter_map(|step| {
        let spread = step.all.as_ref()?.quartiles;
        let name = match step.step {
            ResponseStep::Detect => "detect",
            ResponseStep::Acknowledge => "acknowledge",
            ResponseStep::Identify => "identify",
            ResponseStep::Mitigate => "mitigate",
            ResponseStep::Recover => "recover",
        };
        Some(format!(
            "To {name} took {} (median; middle half {} to {}), known of {} of {} incidents.",
            minutes(spread.median),
            minutes(spread.lower),
            minutes(spread.upper),
            spread.count,
            times.incidents,
        ))
    });
    told.collect()
}

fn year(year: &YearOfActions, label: &impl Fn(FactorId) -> String) -> Vec<String> {
    if year.finished == 0 {
        return Vec::new();
    }
    let head = format!(
        "Of the action items finished in {}, {} work against a factor:",
        year.year, year.finished
    );
    let line = |outcome: &ActionOutcome| {
        format!(
            "{}: {} ({}, against “{}”), {} in {} days before, {} in {} since.",
            outcome.reading.words(),
            outcome.title,
            outcome.incident,
            label(outcome.factor),
            outcome.before.recurrences,
            outcome.before.days,
            outcome.after.recurrences,
            outcome.after.days,
        )
    };
    let lines = year.outcomes.iter().take(MOST).map(line);
    std::iter::once(head).chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use afterword_domain::policy::Sight;
    use afterword_store::Store;

    use super::*;
    use crate::demo::seed;

    const NOW: &str = "2026-10-14T09:30:00Z";

    #[tokio::test]
    async fn what_the_demo_learned_is_told_in_sentences() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/afterword.db", folder.path().display());
        let store = Store::open(&url).await.unwrap();
        let now = NOW.parse().unwrap();
        seed(&store, now, |_, _| {}).await.unwrap();
        let facts = store.facts(&Sight::Everything).await.unwrap();
        let workspace = store.workspace().await.unwrap();
        let learned = Learned::of(&facts, &workspace, false, now);
        insta::assert_snapshot!(learned.sentences(&workspace));
    }
}
