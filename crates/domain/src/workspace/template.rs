//! What a new post-mortem begins with: its sections in their order, the four questions in the words
//! of the workspace, and for each what to write there. A post-mortem that there is keeps its own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::postmortem::{FourQuestion, STANDARD_SECTIONS, Section};
use crate::text::{self, TITLE_MAX, TextError};

/// More sections than this nobody fills in.
const MOST_SECTIONS: usize = 20;
/// Longest guiding question, in characters.
const GUIDE_MAX: usize = 300;
/// Longest key, in characters.
const KEY_MAX: usize = 60;

/// A section that every new post-mortem has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateSection {
    /// Small letters, digits and underscores; it stays when the title changes.
    pub key: String,
    pub title: String,
    /// The question that leads the pen while the section is empty; may be empty itself.
    pub guide: String,
}

/// One of the four questions in the words of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateQuestion {
    pub question: FourQuestion,
    pub title: String,
    pub guide: String,
}

/// What a new post-mortem begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// In their order. `summary`, `root_cause` and `lessons` are among them.
    pub sections: Vec<TemplateSection>,
    /// All four.
    pub questions: Vec<TemplateQuestion>,
}

impl Default for Template {
    fn default() -> Self {
        let guides = [
            "What broke, for whom and for how long, in a few sentences for somebody who was not there.",
            "Which condition, had it been otherwise, would have prevented this? Two or three sentences.",
            "What should another team know that was not in this meeting?",
        ];
        let sections = STANDARD_SECTIONS.iter().zip(guides);
        let sections = sections.map(|((key, title), guide)| TemplateSection {
            key: (*key).into(),
            title: (*title).into(),
            guide: guide.into(),
        });
        let question = |question, title: &str, guide: &str| TemplateQuestion {
            question,
            title: title.into(),
            guide: guide.into(),
        };
        Self {
            sections: sections.collect(),
            questions: vec![
                question(
                    FourQuestion::Helped,
                    "What helped us?",
                    "What shortened it or kept it small, and would help again?",
                ),
                question(
                    FourQuestion::Slowed,
                    "What slowed us down?",
                    "What had to be searched for, waited for or guessed?",
                ),
                question(
                    FourQuestion::Differently,
                    "What could we have done differently?",
                    "What made what we did seem reasonable at the time? With what was known then, not with what is known now.",
                ),
                question(
                    FourQuestion::KnownNow,
                    "What do we know now that we did not know before?",
                    "About the system, about the way we work, about our customers.",
                ),
            ],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("“{0}” is not a key; use small letters, digits and underscores, at most {KEY_MAX}")]
    Key(String),
    #[error("two sections have the key “{0}”")]
    KeyTwice(String),
    #[error("the section “{0}” is missing; it may be renamed and moved, not taken out")]
    Missing(&'static str),
    #[error("the template has {0} sections; {MOST_SECTIONS} are the most")]
    TooMany(usize),
    #[error("questions names each of helped, slowed, differently and known_now once")]
    NotAllFour,
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for TemplateError {
    fn code(&self) -> &'static str {
        match self {
            Self::Key(_) => "not_a_key",
            Self::KeyTwice(_) => "key_twice",
            Self::Missing(_) => "standard_section_missing",
            Self::TooMany(_) => "too_many_sections",
            Self::NotAllFour => "not_all_questions",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::NotAllFour => Some("template.questions".into()),
            _ => Some("template.sections".into()),
        }
    }
}

impl Template {
    /// The sections of a new post-mortem, empty.
    #[must_use]
    pub fn begin(&self) -> Vec<Section> {
        let empty = |section: &TemplateSection| Section {
            key: section.key.clone(),
            title: section.title.clone(),
            text: String::new(),
        };
        self.sections.iter().map(empty).collect()
    }

    /// Checks every part and puts the four questions in the order of the practice.
    ///
    /// # Errors
    /// [`TemplateError`] naming the section or what is missing.
    pub fn checked(mut self) -> Result<Self, TemplateError> {
        if self.sections.len() > MOST_SECTIONS {
            return Err(TemplateError::TooMany(self.sections.len()));
        }
        for at in 0..self.sections.len() {
            let (before, rest) = self.sections.split_at_mut(at);
            let section = &mut rest[0];
            if !is_key(&section.key) {
                let key = section.key.chars().take(KEY_MAX).collect();
                return Err(TemplateError::Key(key));
            }
            if before.iter().any(|other| other.key == section.key) {
                return Err(TemplateError::KeyTwice(section.key.clone()));
            }
            section.title = text::line("template.sections.title", &section.title, TITLE_MAX)?;
            section.guide = text::maybe_line("template.sections.guide", &section.guide, GUIDE_MAX)?;
        }
        for (standard, _) in STANDARD_SECTIONS {
            if !self.sections.iter().any(|section| section.key == standard) {
                return Err(TemplateError::Missing(standard));
            }
        }
        self.questions.sort_by_key(|asked| asked.question as u8);
        let questions = self.questions.iter().map(|asked| asked.question);
        if !questions.eq(FourQuestion::ALL) {
            return Err(TemplateError::NotAllFour);
        }
        for asked in &mut self.questions {
            asked.title = text::line("template.questions.title", &asked.title, TITLE_MAX)?;
            asked.guide = text::maybe_line("template.questions.guide", &asked.guide, GUIDE_MAX)?;
        }
        Ok(self)
    }
}

fn is_key(key: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn section(key: &str, title: &str) -> TemplateSection {
        TemplateSection {
            key: key.into(),
            title: title.into(),
            guide: String::new(),
        }
    }

    fn with_sections(sections: Vec<TemplateSection>) -> Result<Template, TemplateError> {
        let template = Template {
            sections,
            ..Template::default()
        };
        template.checked()
    }

    #[test]
    fn what_a_workspace_begins_with_is_fit() {
        assert_eq!(Template::default().checked(), Ok(Template::default()));
    }

    #[test]
    fn the_standard_sections_are_renamed_and_moved_but_stay() {
        let mut sections = Template::default().sections;
        sections.rotate_left(1);
        sections[0].title = " Why it  happened ".into();
        let kept = with_sections(sections.clone()).unwrap();
        assert_eq!(kept.sections[0].key, "root_cause");
        assert_eq!(kept.sections[0].title, "Why it happened");
        sections.retain(|section| section.key != "lessons");
        let error = with_sections(sections).unwrap_err();
        assert_eq!(error.code(), "standard_section_missing");
        assert!(error.to_string().contains("“lessons”"), "{error}");
    }

    #[test]
    fn every_bound_has_a_name() {
        let with = |more: Vec<TemplateSection>| {
            let mut sections = Template::default().sections;
            sections.extend(more);
            with_sections(sections).map_err(|error| error.code())
        };
        for key in ["", "Security", "what went well", "é", &"x".repeat(61)] {
            assert_eq!(with(vec![section(key, "T")]), Err("not_a_key"), "{key}");
        }
        assert_eq!(with(vec![section("summary", "Twice")]), Err("key_twice"));
        assert_eq!(with(vec![section("security", " ")]), Err("empty"));
        let long = TemplateSection {
            guide: "x".repeat(GUIDE_MAX + 1),
            ..section("security", "Security")
        };
        assert_eq!(with(vec![long]), Err("too_long"));
        let many = |count: usize| (0..count).map(|n| section(&format!("s{n}"), "S")).collect();
        assert!(with(many(MOST_SECTIONS - 3)).is_ok());
        assert_eq!(with(many(MOST_SECTIONS - 2)), Err("too_many_sections"));
    }

    #[test]
    fn all_four_questions_stay() {
        let mut template = Template::default();
        template.questions.reverse();
        assert_eq!(template.clone().checked(), Ok(Template::default()));
        template.questions[1].question = template.questions[0].question;
        let error = template.checked().unwrap_err();
        assert_eq!(error.code(), "not_all_questions");
        assert_eq!(error.field().as_deref(), Some("template.questions"));
    }

    fn sections() -> impl Strategy<Value = Vec<TemplateSection>> {
        let standard = Template::default().sections;
        let more = proptest::collection::vec(("[a-c_]{0,3}", "[ a-z]{0,4}"), 0..6);
        let all = more.prop_map(move |more| {
            let more = more.iter().map(|(key, title)| section(key, title));
            standard.iter().cloned().chain(more).collect::<Vec<_>>()
        });
        all.prop_shuffle()
    }

    proptest! {
        /// What is taken is settled: it is taken again as it is, its keys tell its sections apart,
        /// and a post-mortem that begins with it has the standard sections.
        #[test]
        fn what_is_taken_is_settled(sections in sections()) {
            let order: Vec<_> = sections.iter().map(|section| section.key.clone()).collect();
            if let Ok(template) = with_sections(sections) {
                prop_assert_eq!(template.clone().checked(), Ok(template.clone()));
                let begun = template.begin();
                let keys: Vec<_> = begun.iter().map(|section| section.key.clone()).collect();
                prop_assert_eq!(&keys, &order);
                let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
                prop_assert_eq!(distinct.len(), keys.len());
                for (standard, _) in STANDARD_SECTIONS {
                    prop_assert!(keys.iter().any(|key| key == standard));
                }
                prop_assert!(begun.iter().all(|section| section.text.is_empty()));
            }
        }
    }
}
