//! The teams; a name is taken whatever its case.

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::team::{Team, TeamForm};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Moment, TeamId};

use super::end_of;
use super::error::SaveError;
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
        let args = args![team.id, team.name.to_lowercase(), document(&team)?];
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
        let args = args![id, team.name.to_lowercase(), document(&team)?];
        edit.conn.run(sql, args).await?;
        edit.finish(author, vec![Change::Team(change)], now).await?;
        Ok(team)
    }
}

fn checked(workspace: &Workspace, id: TeamId, form: TeamForm) -> Result<Team, SaveError> {
    let team = form.into_team(id).map_err(SaveError::refused)?;
    let wanted = team.name.to_lowercase();
    let mut others = workspace.teams.iter().filter(|other| other.id != id);
    if others.any(|other| other.name.to_lowercase() == wanted) {
        return Err(SaveError::Taken {
            field: "name",
            value: team.name,
        });
    }
    Ok(team)
}
