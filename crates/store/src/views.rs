//! Saved views of the list of incidents. Whose a view is, is looked at in the transaction that
//! changes it: it may have ceased to be shared.

use afterword_domain::change::Edit;
use afterword_domain::policy::Actor;
use afterword_domain::view::{MOST_VIEWS, View, ViewError, ViewForm};
use afterword_domain::{Change, Moment, PersonId, ViewId};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::values::{document, small};
use crate::workspace::error::SaveError;

impl Store {
    /// A person's own views and the shared ones, by name.
    pub async fn views_for(&self, person: PersonId) -> Result<Vec<View>, StoreError> {
        let sql = "SELECT body FROM views WHERE owner = $1 OR shared = 1 ORDER BY key, id";
        let rows = self.read().await?.rows(sql, args![person]).await?;
        rows.iter().map(read).collect()
    }

    pub async fn add_view(
        &self,
        author: &Author,
        owner: PersonId,
        form: ViewForm,
        now: Moment,
    ) -> Result<View, SaveError> {
        let mut conn = self.write().await?;
        // Holds off whoever else adds one, so that the name stays free.
        let id = counters::take(&mut conn, Counter::Views, 1).await?;
        let view = form.into_view(ViewId(small(id)?), owner);
        let view = view.map_err(SaveError::refused)?;
        let kept = conn.one("SELECT count(*) FROM views WHERE owner = $1", args![owner]);
        if kept.await?.count(0)? >= MOST_VIEWS as u64 {
            return Err(SaveError::refused(ViewError::TooMany));
        }
        name_is_free(&mut conn, &view).await?;
        let row = args![
            view.id,
            owner,
            View::key(&view.name),
            view.shared,
            document(&view)?
        ];
        conn.insert(
            "INSERT INTO views (id, owner, key, shared, body)",
            vec![row],
        )
        .await?;
        let entry = view.clone();
        finish(conn, author, Edit::Added { at: 0, entry }, now).await?;
        Ok(view)
    }

    /// A shared view keeps its owner, whoever changes it.
    pub async fn update_view(
        &self,
        author: &Author,
        actor: &Actor,
        id: ViewId,
        form: ViewForm,
        now: Moment,
    ) -> Result<View, SaveError> {
        let (mut conn, before) = self.change_view(actor, id).await?;
        let view = form.into_view(id, before.owner);
        let view = view.map_err(SaveError::refused)?;
        let Some(change) = Edit::between(&before, view.clone()) else {
            return Ok(view);
        };
        name_is_free(&mut conn, &view).await?;
        let sql = "UPDATE views SET key = $2, shared = $3, body = $4 WHERE id = $1";
        let args = args![id, View::key(&view.name), view.shared, document(&view)?];
        conn.run(sql, args).await?;
        finish(conn, author, change, now).await?;
        Ok(view)
    }

    pub async fn remove_view(
        &self,
        author: &Author,
        actor: &Actor,
        id: ViewId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let (mut conn, entry) = self.change_view(actor, id).await?;
        conn.run("DELETE FROM views WHERE id = $1", args![id])
            .await?;
        finish(conn, author, Edit::Removed { at: 0, entry }, now).await?;
        Ok(())
    }

    /// The view as it is, held until the transaction ends. Another's own view is not there.
    async fn change_view(&self, actor: &Actor, id: ViewId) -> Result<(Conn, View), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Views, 0).await?;
        let row = conn
            .row("SELECT body FROM views WHERE id = $1", args![id])
            .await?;
        let view = row.as_ref().map(read).transpose()?;
        let view = view.filter(|view| view.is_seen_by(actor.person));
        let view = view.ok_or(SaveError::NotFound)?;
        if !view.is_changed_by(actor) {
            return Err(SaveError::NotYours);
        }
        Ok((conn, view))
    }
}

async fn name_is_free(conn: &mut Conn, view: &View) -> Result<(), SaveError> {
    let sql = "SELECT count(*) FROM views WHERE owner = $1 AND key = $2 AND id <> $3";
    let args = args![view.owner, View::key(&view.name), view.id];
    if conn.one(sql, args).await?.int(0)? > 0 {
        return Err(SaveError::Taken {
            field: "name",
            value: view.name.clone(),
        });
    }
    Ok(())
}

async fn finish(
    mut conn: Conn,
    author: &Author,
    change: Edit<View>,
    now: Moment,
) -> Result<(), StoreError> {
    let entry = Entry::of_workspace(Change::View(change));
    changes::log(&mut conn, author, now, &[entry]).await?;
    conn.commit().await
}

fn read(row: &Row) -> Result<View, StoreError> {
    row.document(0, || "a view".into())
}
