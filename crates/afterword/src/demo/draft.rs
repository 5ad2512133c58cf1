//! An incident being told: every step goes through the domain's rules and is kept as its changes.

use afterword_domain::change::apply_all;
use afterword_domain::incident::open::{self, OpenForm};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, FactorId, Incident, IncidentRef, Moment, PersonId, ServiceId};
use afterword_store::Opening;
use anyhow::Context;

use super::story::Term;

#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub incident: Incident,
    changes: Vec<Change>,
    /// When the last step was taken.
    pub touched: Moment,
}

impl Draft {
    pub(super) fn open(
        reference: IncidentRef,
        form: OpenForm,
        workspace: &Workspace,
        now: Moment,
    ) -> anyhow::Result<Self> {
        let mut incident = open::open(form, workspace, now)?;
        incident.reference = reference;
        Ok(Self {
            incident,
            changes: Vec::new(),
            touched: now,
        })
    }

    /// Carries out what a rule decides on the incident as it is; a refusal stops the seeding.
    pub(super) fn take<E: std::error::Error + Send + Sync + 'static>(
        &mut self,
        now: Moment,
        decide: impl FnOnce(&Incident) -> Result<Vec<Change>, E>,
    ) -> anyhow::Result<()> {
        let decided = decide(&self.incident);
        let changes = decided.with_context(|| format!("{} at {now}", self.incident.reference))?;
        apply_all(&mut self.incident, &changes);
        self.changes.extend(changes);
        self.touched = self.touched.max(now);
        Ok(())
    }

    pub(super) fn into_opening(self) -> Opening {
        Opening {
            incident: self.incident,
            source: None,
            changes: self.changes,
        }
    }
}

/// Finds what a story calls by name.
pub(super) trait Names {
    fn who(&self, handle: &str) -> anyhow::Result<PersonId>;
    fn what(&self, service: &str) -> anyhow::Result<ServiceId>;
    fn term(&self, term: Term) -> anyhow::Result<FactorId>;
}

impl Names for Workspace {
    fn who(&self, handle: &str) -> anyhow::Result<PersonId> {
        let person = self.person_named(handle);
        person
            .map(|person| person.id)
            .with_context(|| format!("nobody is called {handle}"))
    }

    fn what(&self, service: &str) -> anyhow::Result<ServiceId> {
        let found = self.service_named(service);
        found
            .map(|service| service.id)
            .with_context(|| format!("no service {service}"))
    }

    fn term(&self, term: Term) -> anyhow::Result<FactorId> {
        let found = self.factor_labelled(term.label());
        found
            .map(|factor| factor.id)
            .with_context(|| format!("no factor “{}”", term.label()))
    }
}
