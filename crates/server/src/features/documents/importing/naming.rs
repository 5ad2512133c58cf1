//! Services and factors that documents name and the workspace does not have. They are thought of
//! as being there while the documents are judged, so that a document that is refused creates none.

use afterword_document::NewNames;
use afterword_domain::service::{ServiceError, ServiceForm};
use afterword_domain::text::{self, NAME_MAX};
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{FactorId, ServiceId};

/// A workspace with what is thought of as being there.
#[derive(Default)]
pub(super) struct Names {
    pub(super) workspace: Workspace,
}

impl Names {
    pub(super) fn new(workspace: Workspace) -> Self {
        Self { workspace }
    }

    /// Adds what is new under numbers that nothing else has; the store gives the real ones.
    pub(super) fn add(&mut self, new: &NewNames) -> Result<(), ServiceError> {
        let Workspace {
            services, factors, ..
        } = &mut self.workspace;
        let mut last = services
            .iter()
            .map(|service| service.id.0)
            .max()
            .unwrap_or(0);
        for name in &new.services {
            last = last.saturating_add(1);
            let form = ServiceForm {
                name: name.clone(),
                ..ServiceForm::default()
            };
            services.push(form.into_service(ServiceId(last))?);
        }
        let mut last = factors.iter().map(|term| term.id.0).max().unwrap_or(0);
        for label in &new.factors {
            last = last.saturating_add(1);
            let label = text::line("label", label, NAME_MAX)?;
            factors.push(FactorTerm::new(FactorId(last), label));
        }
        Ok(())
    }
}
