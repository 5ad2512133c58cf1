//! The teams; a name is taken whatever its case.

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::team::{Team, TeamError, TeamForm};
use afterword_domain::tracker::{RemoteSprint, TrackerPlace};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Moment, TeamId, TrackerId};

use super::error::{SaveError, is_unused};
use super::{Edit, end_of, place_of};
use crate::Store;
use crate::author::Author;
use crate::conn::args;
use crate::counters::Counter;
use crate::error::StoreError;
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
        let edit = self.edit_workspace().await?;
        edit.workspace.team(id).ok_or(SaveError::NotFound)?;
        let team = checked(&edit.workspace, id, form)?;
        save(edit, author, team.clone(), now).await?;
        Ok(team)
    }

    /// Keeps what the tracker of `place` told of its open sprints with every team whose sprints they
    /// are.
    pub async fn sprints_told(
        &self,
        author: &Author,
        place: &(TrackerId, TrackerPlace),
        open: &[RemoteSprint],
        now: Moment,
    ) -> Result<(), StoreError> {
        let news = |workspace: &Workspace| {
            let mut teams = workspace.teams.iter().filter(|team| team.tracker_sprints);
            teams.find_map(|team| {
                let told = team.clone().told(open, now.day());
                let new = told != *team && team.tracker_place().as_ref() == Some(place);
                new.then_some(told)
            })
        };
        // Asked of what is known: mostly nothing is new, and who writes is not disturbed.
        while news(&*self.workspace().await?).is_some() {
            let edit = self.edit_workspace().await?;
            let Some(team) = news(&edit.workspace) else {
                return Ok(());
            };
            save(edit, author, team, now).await?;
        }
        Ok(())
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

/// Writes a team in place of the one of its id, unless they are the same.
async fn save(mut edit: Edit, author: &Author, team: Team, now: Moment) -> Result<(), StoreError> {
    let before = edit.workspace.team(team.id);
    let change = before.and_then(|before| ListEdit::between(before, team.clone()));
    let Some(change) = change else {
        return Ok(());
    };
    let sql = "UPDATE teams SET key = $2, body = $3 WHERE id = $1";
    let args = args![team.id, Team::key(&team.name), document(&team)?];
    edit.conn.run(sql, args).await?;
    edit.finish(author, vec![Change::Team(change)], now).await
}

fn checked(workspace: &Workspace, id: TeamId, form: TeamForm) -> Result<Team, SaveError> {
    let before = workspace.team(id);
    let team = form.into_team(id, before).map_err(SaveError::refused)?;
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
