//! The people; handle and e-mail address belong to one person each. Of a password it knows only
//! the hash that a new person may come with.

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::person::{Person, PersonForm, keeps_an_admin};
use afterword_domain::policy::Denied;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Moment, PersonId};

use super::error::SaveError;
use super::services::team_exists;
use super::{Edit, end_of};
use crate::Store;
use crate::access::one_time_links;
use crate::author::Author;
use crate::conn::{Conn, args};
use crate::counters::Counter;
use crate::error::StoreError;
use crate::values::{document, name_of};

impl Store {
    pub async fn add_person(
        &self,
        author: &Author,
        form: PersonForm,
        now: Moment,
    ) -> Result<Person, SaveError> {
        self.add_person_with_password(author, form, None, None, now)
            .await
    }

    /// Adds a person together with the hash of their password, so that nobody is left without one
    /// half-way. A `link`, the hash of a one-time link's secret and its purpose, makes the first
    /// administrator: it is used up by this, and good only while nobody can administer.
    pub async fn add_person_with_password(
        &self,
        author: &Author,
        form: PersonForm,
        hash: Option<&str>,
        link: Option<(&[u8; 32], &str)>,
        now: Moment,
    ) -> Result<Person, SaveError> {
        let mut edit = self.edit_workspace().await?;
        // What is wrong with the form is said before anything is said of the link.
        checked(&edit.workspace, PersonId(0), form.clone())?;
        if let Some((secret_hash, purpose)) = link {
            let good = one_time_links::spend(&mut edit.conn, secret_hash, purpose, now).await?;
            if !good || has_admin(&mut edit.conn).await? {
                return Err(SaveError::LinkSpent);
            }
        }
        let mut changes = Vec::new();
        let person = add(&mut edit, form, hash, &mut changes).await?;
        edit.finish(author, changes, now).await?;
        Ok(person)
    }

    /// Who is no longer active is signed out everywhere and loses their link, in the same transaction.
    /// `allowed` is asked there too, with the person before and after, so that nobody compares with
    /// what was so a moment ago.
    pub async fn update_person(
        &self,
        author: &Author,
        id: PersonId,
        (form, active): (PersonForm, bool),
        now: Moment,
        allowed: impl FnOnce(&Person, &Person) -> Result<(), Denied> + Send,
    ) -> Result<Person, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let before = edit.workspace.person(id).cloned();
        let mut changes = Vec::new();
        let person = update(&mut edit, id, form, active, &mut changes).await?;
        allowed(&before.ok_or(SaveError::NotFound)?, &person)?;
        if !changes.is_empty() {
            edit.finish(author, changes, now).await?;
        }
        Ok(person)
    }

    /// Whether somebody can sign in and administer the workspace.
    pub async fn has_admin(&self) -> Result<bool, StoreError> {
        has_admin(&mut self.read().await?).await
    }
}

/// Adds a person within an edit, with the hash of their password where they have one.
pub(crate) async fn add(
    edit: &mut Edit,
    form: PersonForm,
    hash: Option<&str>,
    changes: &mut Vec<Change>,
) -> Result<Person, SaveError> {
    let mut person = checked(&edit.workspace, PersonId(0), form)?;
    person.id = edit.next_number(Counter::People).await?;
    let sql = "INSERT INTO people (id, handle, email, role, active, body, password_hash)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let mut values = columns(&person)?;
    values.push(hash.map(str::to_owned).into());
    edit.conn.run(sql, values).await?;
    let at = end_of(&edit.workspace.people);
    changes.push(Change::Person(ListEdit::Added {
        at,
        entry: person.clone(),
    }));
    if hash.is_some() {
        changes.push(Change::Password { person: person.id });
    }
    Ok(person)
}

/// Changes a person within an edit; nothing is logged when nothing is different.
pub(crate) async fn update(
    edit: &mut Edit,
    id: PersonId,
    form: PersonForm,
    active: bool,
    changes: &mut Vec<Change>,
) -> Result<Person, SaveError> {
    let before = edit.workspace.person(id).cloned();
    let before = before.ok_or(SaveError::NotFound)?;
    let person = Person {
        active,
        ..checked(&edit.workspace, id, form)?
    };
    let Some(change) = ListEdit::between(&before, person.clone()) else {
        return Ok(person);
    };
    keeps_an_admin(&edit.workspace.people, &person).map_err(SaveError::refused)?;
    let sql = "UPDATE people
               SET handle = $2, email = $3, role = $4, active = $5, body = $6
               WHERE id = $1";
    edit.conn.run(sql, columns(&person)?).await?;
    if !active {
        for sql in [
            "DELETE FROM sessions WHERE person = $1",
            "DELETE FROM one_time_links WHERE person = $1",
        ] {
            edit.conn.run(sql, args![id]).await?;
        }
    }
    changes.push(Change::Person(change));
    Ok(person)
}

async fn has_admin(conn: &mut Conn) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM people p
               WHERE active = 1 AND role = 'admin'
                 AND (password_hash IS NOT NULL
                      OR EXISTS (SELECT 1 FROM identities i WHERE i.person = p.id))";
    Ok(conn.one(sql, args![]).await?.int(0)? > 0)
}

fn columns(person: &Person) -> Result<Vec<crate::conn::Arg>, StoreError> {
    Ok(args![
        person.id,
        person.handle.as_str(),
        person.email.clone(),
        name_of(&person.role),
        person.active,
        document(person)?,
    ])
}

fn checked(workspace: &Workspace, id: PersonId, form: PersonForm) -> Result<Person, SaveError> {
    let person = form.into_person(id).map_err(SaveError::refused)?;
    team_exists(workspace, person.team)?;
    for other in workspace.people.iter().filter(|other| other.id != id) {
        if other.handle == person.handle {
            return Err(SaveError::Taken {
                field: "handle",
                value: person.handle,
            });
        }
        if let Some(email) = person
            .email
            .as_ref()
            .filter(|email| other.email.as_ref() == Some(email))
        {
            return Err(SaveError::Taken {
                field: "email",
                value: email.clone(),
            });
        }
    }
    Ok(person)
}
