//! The ways by which notices travel here.

use afterword_domain::notice::{Channel, Message, NoticePreferences};
use afterword_domain::person::Person;
use afterword_store::StoreError;

use crate::app::App;
use crate::features::jobs::Tried;
use crate::features::{mail, slack};

/// Those that an administrator has set up; none without a public address, which links begin with.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways(Vec<Channel>);

impl Ways {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn have(&self, way: Channel) -> bool {
        self.0.contains(&way)
    }

    /// Those that a person wants.
    pub(super) fn of(&self, preferences: &NoticePreferences) -> Vec<Channel> {
        let wanted = self.0.iter().copied();
        wanted.filter(|way| preferences.travels_by(*way)).collect()
    }
}

pub(super) async fn available(app: &App) -> Result<Ways, StoreError> {
    let mut ways = Vec::new();
    if app.store.workspace().await?.settings.public_url.is_none() {
        return Ok(Ways(ways));
    }
    if mail::is_set_up(app).await? {
        ways.push(Channel::Mail);
    }
    if slack::is_set_up(app).await? {
        ways.push(Channel::Slack);
    }
    Ok(Ways(ways))
}

pub(super) async fn send(
    app: &App,
    by: Channel,
    to: &Person,
    message: &Message,
    key: &str,
) -> Result<Tried, StoreError> {
    match by {
        Channel::Mail => mail::send(app, to, message, key).await,
        Channel::Slack => slack::send(app, to, message, key).await,
    }
}
