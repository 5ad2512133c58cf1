//! A query as SQL over the narrow columns of `incidents i`: the same text for both databases.
//!
//! Every test comes out true or false and never unknown, so that its opposite is the rest.

use afterword_domain::policy::Sight;
use afterword_domain::query::terms::{Comparison, Flag, Query, Term, Test};
use afterword_domain::service::Service;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Day, IncidentRef, Moment};

use crate::conn::Arg;
use crate::connect::Engine;
use crate::dialect;
use crate::sight::seen;

const DAY_US: i64 = 86_400_000_000;
const UNPUBLISHED: &str = "i.status <> 'published'";

/// Conditions joined by `AND`, and the values they bind.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    sql: String,
    pub(crate) args: Vec<Arg>,
}

/// What a query is asked against besides the rows.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) now: Moment,
    pub(crate) review_days: u8,
    pub(crate) engine: Engine,
    /// For whom it is asked: every condition begins with what they see.
    pub(crate) sight: &'a Sight,
}

impl Conditions {
    /// What a query asks; nothing when it is empty.
    pub(crate) fn of(query: &Query, frame: Frame<'_>) -> Self {
        let mut conditions = Self::default();
        if let Some(seen) = seen(frame.sight, "i.number") {
            conditions.and(&seen);
        }
        for term in &query.terms {
            conditions.add_term(term, frame);
        }
        conditions
    }

    /// What the words and phrases of a query ask of the restricted incidents that somebody sees.
    pub(crate) fn restricted_with_words(query: &Query, sight: &Sight) -> Self {
        let mut conditions = Self::default();
        conditions.and("i.number IN (SELECT incident FROM restricted_to)");
        if let Some(seen) = seen(sight, "i.number") {
            conditions.and(&seen);
        }
        for term in &query.terms {
            if let Test::Word(text) | Test::Phrase(text) = &term.test {
                let test = conditions.word(text);
                let not = if term.negated { "NOT " } else { "" };
                conditions.and(&format!("{not}({test})"));
            }
        }
        conditions
    }

    /// With `WHERE` before it, or nothing.
    pub(crate) fn clause(&self) -> String {
        if self.sql.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.sql)
        }
    }

    /// Binds a value and answers with its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<Arg>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    pub(crate) fn and(&mut self, condition: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(condition);
    }

    fn add_term(&mut self, term: &Term, frame: Frame<'_>) {
        // Said as the index of the few that are not published says it.
        if term.negated && term.test == Test::Flag(Flag::Published) {
            return self.and(UNPUBLISHED);
        }
        let test = self.test(&term.test, frame);
        let not = if term.negated { "NOT " } else { "" };
        self.and(&format!("{not}({test})"));
    }

    fn test(&mut self, test: &Test, frame: Frame<'_>) -> String {
        let workspace = frame.workspace;
        match test {
            Test::Word(word) | Test::Phrase(word) => self.word(word),
            Test::Among(found) => self.among(found, frame.engine),
            Test::Severity(severities) => {
                let numbers = severities
                    .iter()
                    .map(|severity| u32::from(severity.number()));
                one_of("i.severity", numbers)
            }
            Test::Service(names) => {
                let found = names
                    .iter()
                    .filter_map(|name| workspace.service_named(name));
                with_service(found.map(|service| service.id.0))
            }
            Test::Team(names) => {
                let teams = names.iter().filter_map(|name| workspace.team_named(name));
                let teams: Vec<_> = teams.map(|team| Some(team.id)).collect();
                let services = workspace.services.iter();
                let found = services.filter(|service| teams.contains(&service.team));
                with_service(found.map(|service| service.id.0))
            }
            Test::Owner(names) => self.owner(names, workspace),
            Test::Factor(labels) => {
                let labels = labels.iter();
                let found = labels.filter_map(|label| workspace.factor_labelled(label));
                let found = found.map(|factor| factor.id.0);
                exists("incident_factors", "factor", found)
            }
            Test::Flag(flag) => self.flag(*flag, frame),
            Test::Since(day) => format!("i.began_us >= {}", self.bind(day.start())),
            Test::Until(day) => format!("i.began_us < {}", self.bind(day.plus_days(1).start())),
            Test::DaysLeft(comparison, days) => self.days_left(*comparison, *days, frame),
            Test::DetectSeconds(comparison, seconds) => {
                self.compare("i.detect_s", *comparison, *seconds)
            }
            Test::LastedSeconds(comparison, seconds) => {
                self.compare("i.duration_s", *comparison, *seconds)
            }
        }
    }

    fn word(&mut self, word: &str) -> String {
        let mut pattern = String::with_capacity(word.len() + 2);
        pattern.push('%');
        for c in word.to_lowercase().chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        let pattern = self.bind(pattern);
        format!(
            "EXISTS (SELECT 1 FROM incident_texts t
             WHERE t.incident = i.number AND t.content LIKE {pattern} ESCAPE '\\')"
        )
    }

    /// Bound as one value, since a word may be found in every incident.
    fn among(&mut self, found: &[IncidentRef], engine: Engine) -> String {
        let numbers: Vec<_> = found.iter().map(|number| number.0.to_string()).collect();
        let list = self.bind(format!("[{}]", numbers.join(",")));
        format!("i.number IN ({})", dialect::numbers_of(engine, &list))
    }

    /// A person by handle or name; while nobody answers to it, a name that a document told.
    fn owner(&mut self, names: &[String], workspace: &Workspace) -> String {
        let people = workspace.people.iter();
        let found = people.filter(|person| {
            names
                .iter()
                .any(|name| same(name, &person.handle) || same(name, &person.name))
        });
        let owners = one_of("a.owner", found.map(|person| person.id.0));
        let told: Vec<_> = names
            .iter()
            .map(|name| self.bind(name.to_lowercase()))
            .collect();
        format!(
            "EXISTS (SELECT 1 FROM action_items a WHERE a.incident = i.number
             AND ({owners} OR (a.owner IS NULL AND a.owner_name IN ({}))))",
            told.join(", ")
        )
    }

    fn flag(&mut self, flag: Flag, frame: Frame<'_>) -> String {
        match flag {
            Flag::Repeat => repeats(frame.sight),
            Flag::Restricted => "i.number IN (SELECT incident FROM restricted_to)".into(),
            Flag::Drill => "i.mode = 'drill'".into(),
            Flag::NearMiss => "i.mode = 'near_miss'".into(),
            Flag::Duplicate => "i.duplicate_of IS NOT NULL".into(),
            Flag::Published => "i.status = 'published'".into(),
            Flag::Owed => format!("{UNPUBLISHED} AND i.owes_review = 1"),
            Flag::Late => {
                let week = i64::from(frame.review_days) * DAY_US;
                let before = self.bind(frame.now.micros().saturating_sub(week));
                format!("i.owed_since_us IS NOT NULL AND i.owed_since_us < {before}")
            }
            Flag::Draft => format!("{UNPUBLISHED} AND i.status = 'facts'"),
            Flag::UnfinishedAction => "i.open_actions > 0".into(),
            Flag::Action => "i.actions > 0".into(),
            Flag::OpenQuestion => "i.open_questions > 0".into(),
            Flag::Meeting => "i.has_meeting = 1".into(),
        }
    }

    /// Whole days left are a range of moments of recovery: those whose due day is that day.
    fn days_left(&mut self, comparison: Comparison, days: i64, frame: Frame<'_>) -> String {
        let today = Day::start(frame.now.day()).micros();
        let week = i64::from(frame.review_days) * DAY_US;
        let first = days
            .saturating_mul(DAY_US)
            .saturating_add(today)
            .saturating_sub(week);
        let next = first.saturating_add(DAY_US);
        let range = match comparison {
            Comparison::Less => format!("i.owed_since_us < {}", self.bind(first)),
            Comparison::AtMost => format!("i.owed_since_us < {}", self.bind(next)),
            Comparison::Equal => {
                let (first, next) = (self.bind(first), self.bind(next));
                format!("i.owed_since_us >= {first} AND i.owed_since_us < {next}")
            }
            Comparison::AtLeast => format!("i.owed_since_us >= {}", self.bind(first)),
            Comparison::More => format!("i.owed_since_us >= {}", self.bind(next)),
        };
        format!("i.owed_since_us IS NOT NULL AND {range}")
    }

    fn compare(&mut self, column: &str, comparison: Comparison, value: i64) -> String {
        let value = self.bind(value);
        format!(
            "{column} IS NOT NULL AND {column} {} {value}",
            comparison.symbol()
        )
    }
}

/// It repeats an incident that whoever asks sees.
fn repeats(sight: &Sight) -> String {
    match seen(sight, "r.earlier") {
        None => "i.is_repeat = 1".into(),
        Some(seen) => format!(
            "i.is_repeat = 1 AND EXISTS (SELECT 1 FROM recurrences r
             WHERE r.incident = i.number AND r.confirmed = 1 AND {seen})"
        ),
    }
}

fn same(asked: &str, known: &str) -> bool {
    Service::key(asked) == Service::key(known)
}

fn with_service(services: impl Iterator<Item = u32>) -> String {
    exists("incident_services", "service", services)
}

fn exists(table: &str, column: &str, ids: impl Iterator<Item = u32>) -> String {
    let one_of = one_of(&format!("x.{column}"), ids);
    // Not EXISTS: the database may begin with the few that the list holds.
    format!("i.number IN (SELECT x.incident FROM {table} x WHERE {one_of})")
}

/// Numbers are written into the text: they are ours, and none of them can be more than a number.
fn one_of(column: &str, numbers: impl Iterator<Item = u32>) -> String {
    let numbers: Vec<_> = numbers.map(|number| number.to_string()).collect();
    if numbers.is_empty() {
        return "1 = 0".into();
    }
    format!(
        "({column} IS NOT NULL AND {column} IN ({}))",
        numbers.join(", ")
    )
}
