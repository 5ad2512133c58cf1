//! A saved view: a query of the list of incidents under a name, with its order and its columns.
//! It is its owner's, and everybody's once it is shared.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::Role;
use crate::policy::Actor;
use crate::query::{self, ListOrder, QueryError};
use crate::text::{self, NAME_MAX, TextError};
use crate::{PersonId, Refusal, ViewId};

/// More views than this nobody keeps apart.
pub const MOST_VIEWS: usize = 50;

/// What a column of the list shows; all of it is in [`crate::incident::IncidentSummary`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Reference,
    Severity,
    Title,
    Repeats,
    Services,
    /// When impact began.
    Started,
    /// Impact started to recovered.
    Lasted,
    /// How far the post-mortem has come.
    Stage,
    /// Where it stands in its review week.
    Review,
    /// Impact started to detected.
    Detected,
    /// Action items, and how many are open.
    Actions,
    /// Open questions of the timeline.
    Questions,
    /// Gaps of the timeline.
    Gaps,
    Meeting,
    Published,
}

/// One saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct View {
    pub id: ViewId,
    pub name: String,
    /// In the query language; empty for all incidents.
    pub query: String,
    pub order: ListOrder,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Everybody sees it.
    pub shared: bool,
    pub owner: PersonId,
}

/// What a view is to be. It replaces what there is, so nothing may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewForm {
    pub name: String,
    pub query: String,
    pub order: ListOrder,
    pub columns: Vec<Column>,
    pub shared: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    #[error(transparent)]
    Name(#[from] TextError),
    #[error("query: {0}")]
    Query(#[from] QueryError),
    #[error("columns is empty; a list shows at least one")]
    NoColumns,
    #[error("columns names one column twice")]
    ColumnTwice,
    #[error("there are {MOST_VIEWS} views of this person; take one away first")]
    TooMany,
}

impl Refusal for ViewError {
    fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::Query(error) => error.code(),
            Self::NoColumns => "empty",
            Self::ColumnTwice => "column_twice",
            Self::TooMany => "too_many_views",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Name(error) => error.field(),
            Self::Query(_) => Some("query".into()),
            Self::NoColumns | Self::ColumnTwice => Some("columns".into()),
            Self::TooMany => None,
        }
    }
}

impl ViewForm {
    /// The view that the form describes. Whether its query names what there is, and whether its
    /// name is free, is asked elsewhere.
    ///
    /// # Errors
    /// [`ViewError`] naming the field.
    pub fn into_view(self, id: ViewId, owner: PersonId) -> Result<View, ViewError> {
        let name = text::line("name", &self.name, NAME_MAX)?;
        query::parse(&self.query)?;
        if self.columns.is_empty() {
            return Err(ViewError::NoColumns);
        }
        let twice =
            (1..self.columns.len()).any(|at| self.columns[..at].contains(&self.columns[at]));
        if twice {
            return Err(ViewError::ColumnTwice);
        }
        Ok(View {
            id,
            name,
            query: self.query.trim().to_owned(),
            order: self.order,
            columns: self.columns,
            shared: self.shared,
            owner,
        })
    }
}

impl View {
    /// What two names are compared by.
    #[must_use]
    pub fn key(name: &str) -> String {
        name.to_lowercase()
    }

    /// Whether somebody sees it at all.
    #[must_use]
    pub fn is_seen_by(&self, person: PersonId) -> bool {
        self.shared || self.owner == person
    }

    /// Its owner changes it; a shared one also an administrator, since its owner may have left.
    #[must_use]
    pub fn is_changed_by(&self, actor: &Actor) -> bool {
        self.owner == actor.person || (self.shared && actor.role == Role::Admin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ViewForm {
        ViewForm {
            name: " Late  reviews ".into(),
            query: " is:late -is:drill ".into(),
            order: ListOrder::DueFirst,
            columns: vec![Column::Reference, Column::Title, Column::Review],
            shared: false,
        }
    }

    fn refused(form: ViewForm) -> (&'static str, Option<String>) {
        let error = form.into_view(ViewId(1), PersonId(1)).unwrap_err();
        (error.code(), error.field())
    }

    #[test]
    fn a_view_is_checked_part_by_part() {
        let view = form().into_view(ViewId(1), PersonId(7)).unwrap();
        assert_eq!(
            (view.name.as_str(), view.query.as_str()),
            ("Late reviews", "is:late -is:drill")
        );
        let field = |name: &str| Some(name.to_owned());
        let nameless = ViewForm {
            name: " ".into(),
            ..form()
        };
        assert_eq!(refused(nameless), ("empty", field("name")));
        let unread = ViewForm {
            query: "colour:red".into(),
            ..form()
        };
        assert_eq!(refused(unread), ("query", field("query")));
        let bare = ViewForm {
            columns: Vec::new(),
            ..form()
        };
        assert_eq!(refused(bare), ("empty", field("columns")));
        let twice = ViewForm {
            columns: vec![Column::Title, Column::Stage, Column::Title],
            ..form()
        };
        assert_eq!(refused(twice), ("column_twice", field("columns")));
    }

    #[test]
    fn a_shared_view_is_seen_by_all_and_changed_by_two() {
        let own = form().into_view(ViewId(1), PersonId(7)).unwrap();
        let shared = View {
            shared: true,
            ..own.clone()
        };
        let actor = |person, role| Actor {
            person: PersonId(person),
            role,
            scopes: None,
            proved_lately: true,
        };
        for (view, person, role, seen, changed) in [
            (&own, 7, Role::Viewer, true, true),
            (&own, 8, Role::Admin, false, false),
            (&shared, 8, Role::Member, true, false),
            (&shared, 8, Role::Admin, true, true),
            (&shared, 7, Role::Viewer, true, true),
        ] {
            assert_eq!(view.is_seen_by(PersonId(person)), seen);
            assert_eq!(view.is_changed_by(&actor(person, role)), changed);
        }
    }
}
