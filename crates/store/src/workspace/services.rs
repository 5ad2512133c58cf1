//! The services; a name is taken whatever its case.

use std::collections::HashSet;
use std::sync::Arc;

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::service::{Service, ServiceForm};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Moment, ServiceId, TeamId};

use super::error::{NoSuchTeam, SaveError, is_unused};
use super::{Edit, end_of, factors, place_of};
use crate::Store;
use crate::author::Author;
use crate::conn::args;
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::values::document;

impl Store {
    pub async fn add_service(
        &self,
        author: &Author,
        form: ServiceForm,
        now: Moment,
    ) -> Result<Service, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let service = checked(&edit.workspace, ServiceId(0), form)?;
        let (service, change) = add(&mut edit, service).await?;
        edit.finish(author, vec![change], now).await?;
        Ok(service)
    }

    pub async fn update_service(
        &self,
        author: &Author,
        id: ServiceId,
        form: ServiceForm,
        now: Moment,
    ) -> Result<Service, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let before = edit
            .workspace
            .service(id)
            .cloned()
            .ok_or(SaveError::NotFound)?;
        let service = checked(&edit.workspace, id, form)?;
        let Some(change) = ListEdit::between(&before, service.clone()) else {
            return Ok(service);
        };
        let sql = "UPDATE services SET key = $2, body = $3 WHERE id = $1";
        let args = args![id, Service::key(&service.name), document(&service)?];
        edit.conn.run(sql, args).await?;
        edit.finish(author, vec![Change::Service(change)], now)
            .await?;
        Ok(service)
    }

    /// Takes a service away that no incident names.
    pub async fn remove_service(
        &self,
        author: &Author,
        id: ServiceId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let service = edit.workspace.service(id).ok_or(SaveError::NotFound)?;
        let entry = service.clone();
        // Nobody names it meanwhile.
        counters::take(&mut edit.conn, Counter::Edits, 0).await?;
        counters::take(&mut edit.conn, Counter::Incidents, 0).await?;
        let sql = "SELECT count(DISTINCT incident) FROM incident_services WHERE service = $1";
        let incidents = edit.conn.one(sql, args![id]).await?.count(0)?;
        is_unused(&entry.name, vec![(incidents, "incident")])?;
        let sql = "DELETE FROM services WHERE id = $1";
        edit.conn.run(sql, args![id]).await?;
        let at = place_of(&edit.workspace.services, |other| other.id == id);
        let change = Change::Service(ListEdit::Removed { at, entry });
        Ok(edit.finish(author, vec![change], now).await?)
    }

    /// Adds the services and factors that are missing, all in one transaction.
    pub async fn ensure_names(
        &self,
        author: &Author,
        services: &[String],
        factors: &[String],
        now: Moment,
    ) -> Result<Arc<Workspace>, SaveError> {
        let known = self.workspace().await?;
        let no_service = services.iter().all(|name| named(&known, name));
        if no_service
            && factors
                .iter()
                .all(|label| known.factor_labelled(label).is_some())
        {
            return Ok(known);
        }
        let mut edit = self.edit_workspace().await?;
        let mut changes = Vec::new();
        let mut added = HashSet::new();
        for name in services {
            if named(&edit.workspace, name) || !added.insert(Service::key(name)) {
                continue;
            }
            let form = ServiceForm {
                name: name.clone(),
                ..ServiceForm::default()
            };
            let service = form
                .into_service(ServiceId(0))
                .map_err(SaveError::refused)?;
            let (service, change) = add(&mut edit, service).await?;
            edit.workspace.services.push(service);
            changes.push(change);
        }
        for label in factors {
            if edit.workspace.factor_labelled(label).is_none() {
                let (term, change) = factors::add(&mut edit, label).await?;
                edit.workspace.factors.push(term);
                changes.push(change);
            }
        }
        edit.finish(author, changes, now).await?;
        Ok(self.workspace().await?)
    }
}

fn named(workspace: &Workspace, name: &str) -> bool {
    workspace.service_named(name).is_some()
}

fn checked(workspace: &Workspace, id: ServiceId, form: ServiceForm) -> Result<Service, SaveError> {
    let service = form.into_service(id).map_err(SaveError::refused)?;
    team_exists(workspace, service.team)?;
    let wanted = Service::key(&service.name);
    let mut others = workspace.services.iter().filter(|other| other.id != id);
    if others.any(|other| Service::key(&other.name) == wanted) {
        return Err(SaveError::Taken {
            field: "name",
            value: service.name,
        });
    }
    Ok(service)
}

pub(super) fn team_exists(workspace: &Workspace, team: Option<TeamId>) -> Result<(), SaveError> {
    match team {
        Some(id) if workspace.team(id).is_none() => Err(SaveError::refused(NoSuchTeam(id))),
        _ => Ok(()),
    }
}

async fn add(edit: &mut Edit, mut service: Service) -> Result<(Service, Change), StoreError> {
    service.id = edit.next_number(Counter::Services).await?;
    let sql = "INSERT INTO services (id, key, body) VALUES ($1, $2, $3)";
    let args = args![service.id, Service::key(&service.name), document(&service)?];
    edit.conn.run(sql, args).await?;
    let at = end_of(&edit.workspace.services);
    let entry = service.clone();
    Ok((service, Change::Service(ListEdit::Added { at, entry })))
}
