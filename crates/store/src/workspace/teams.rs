//! The teams; a name is taken whatever its case.

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::team::{Team, TeamError, TeamForm};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Moment, TeamId};

use super::error::{SaveError, is_unused};
use super::{end_of, place_of};
use crate::Store;
use crate::author::Author;
use crate::conn::args;
use crate::counters::Counter;
use crate::values::document;

impl Store {
    pub async fn add_team(
        &self,
        author: &Author,
        form: TeamForm,
        now: Moment,
    ) -> Result<Team, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let mut team = checked(&edit.workspace, TeamId(0), form)?;
        team.id = edit.next_number(Counter::Teams).await?;
        let sql = "INSERT INTO teams (id, key, body) VALUES ($1, $2, $3)";
        let args = args![team.id, Team::key(&team.name), document(&team)?];
        edit.conn.run(sql, args).await?;
        let at = end_of(&edit.workspace.teams);
        let change = ListEdit::Added {
            at,
            entry: team.clone(),
        };
        edit.finish(author, vec![Change::Team(change)], now).await?;
        Ok(team)
    }

    pub async fn update_team(
        &self,
        author: &Author,
        id: TeamId,
        form: TeamForm,
        now: Moment,
    ) -> Result<Team, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let before = edit
            .workspace
            .team(id)
            .cloned()
            .ok_or(SaveError::NotFound)?;
        let team = checked(&edit.workspace, id, form)?;
        let Some(change) = ListEdit::between(&before, team.clone()) else {
            return Ok(team);
        };
        let sql = "UPDATE teams SET key = $2, body = $3 WHERE id = $1";
        let args = args![id, Team::key(&team.name), document(&team)?];
        edit.conn.run(sql, args).await?;
        edit.finish(author, vec![Change::Team(change)], now).await?;
        Ok(team)
    }

    /// Takes a team away that has no service and no person.
    pub async fn remove_team(
        &self,
        author: &Author,
        id: TeamId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let Workspace {
            services, people, ..
        } = &edit.workspace;
        let services = services.iter().filter(|service| service.team == Some(id));
        let people = people.iter().filter(|person| person.team == Some(id));
        let by = vec![
            (services.count() as u64, "service"),
            (people.count() as u64, "person"),
        ];
        let entry = edit.workspace.team(id).ok_or(SaveError::NotFound)?.clone();
        is_unused(&entry.name, by)?;
        let sql = "DELETE FROM teams WHERE id = $1";
        edit.conn.run(sql, args![id]).await?;
        let at = place_of(&edit.workspace.teams, |other| other.id == id);
        let change = Change::Team(ListEdit::Removed { at, entry });
        Ok(edit.finish(author, vec![change], now).await?)
    }
}

fn checked(workspace: &Workspace, id: TeamId, form: TeamForm) -> Result<Team, SaveError> {
    let team = form.into_team(id).map_err(SaveError::refused)?;
    if let Some(tracker) = team.tracker.filter(|id| workspace.tracker(*id).is_none()) {
        return Err(SaveError::refused(TeamError::NoTracker(tracker)));
    }
    let wanted = Team::key(&team.name);
    let mut others = workspace.teams.iter().filter(|other| other.id != id);
    if others.any(|other| Team::key(&other.name) == wanted) {
        return Err(SaveError::Taken {
            field: "name",
            value: team.name,
        });
    }
    Ok(team)
}
