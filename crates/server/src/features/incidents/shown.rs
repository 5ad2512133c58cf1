//! An incident as readers may see it: with names, or by what people did.

use std::collections::HashMap;

use afterword_domain::roles::{Cast, RoleWishes};
use afterword_domain::workspace::{PublishedNames, Workspace};
use afterword_domain::{Incident, PersonId};

/// The incident, with the roles of its people where it tells roles.
pub fn shown(incident: Incident, workspace: &Workspace) -> (Incident, HashMap<PersonId, String>) {
    match workspace.settings.names_in(&incident) {
        PublishedNames::Names => (incident, HashMap::new()),
        PublishedNames::Roles => {
            let cast = Cast::of(&incident, workspace, &RoleWishes::default());
            let parts = cast.parts().iter();
            let roles = parts.filter_map(|part| Some((part.person?, part.role.clone())));
            (cast.tell(&incident).incident, roles.collect())
        }
    }
}
