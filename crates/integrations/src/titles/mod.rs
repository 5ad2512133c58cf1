//! Asking GitHub and GitLab what a merge request or an issue is called, and how far it is.

mod answer;
mod error;
mod github;
mod gitlab;
pub(crate) mod item;
#[cfg(test)]
mod tests;

use afterword_domain::Moment;
use afterword_domain::incident::evidence_title::Title;
use afterword_domain::integration::Kind;
use serde_json::Value;
use url::Url;

use crate::http::{Ask, Outbound};
pub use error::TitleError;
use github::Github;
use gitlab::Gitlab;
pub use item::Item;

/// What a forge's API has of its own.
trait Dialect: Send + Sync {
    fn name(&self) -> &'static str;

    /// Where its pages lie whose API answers at this address.
    fn pages(&self, api: &Url) -> Url;

    /// What an address below its pages leads to, from the parts of its path.
    fn item(&self, parts: &[&str]) -> Option<Item>;

    /// Where its API tells of an item, as the parts of a path.
    fn path(&self, item: &Item) -> Vec<String>;

    /// Named in lower case, besides the token.
    fn headers(&self) -> &'static [(&'static str, &'static str)];

    fn title(&self, body: &Value) -> Option<Title>;

    /// What the person is called whose token it is, out of `GET /user`.
    fn account<'a>(&self, body: &'a Value) -> Option<&'a str>;
}

/// A forge as a token reaches it.
#[derive(Clone)]
pub struct Forge {
    dialect: &'static dyn Dialect,
    url: Url,
    token: String,
    outbound: Outbound,
}

/// Whom a token belongs to, and what it cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub account: String,
    /// Scopes that would be of use and that the token lacks, with what each does.
    pub lacks: Vec<(&'static str, &'static str)>,
}

impl Forge {
    /// The forge whose API answers at `url`; `None` for sources that are none.
    #[must_use]
    pub fn of(kind: Kind, url: Url, token: String, outbound: Outbound) -> Option<Self> {
        Some(Self {
            dialect: dialect(kind)?,
            url,
            token,
            outbound,
        })
    }

    /// Asks what an item is called. `now` is the present moment.
    ///
    /// # Errors
    /// [`TitleError`] that says what is wrong.
    pub async fn title(&self, item: &Item, now: Moment) -> Result<Title, TitleError> {
        let reply = self.ask(&self.dialect.path(item), now).await?;
        let title = self.dialect.title(&reply.body);
        title.ok_or_else(|| self.foreign("its answer has no title or no state that is known"))
    }

    /// Asks whom the token belongs to.
    ///
    /// # Errors
    /// [`TitleError`] that says what is wrong.
    pub async fn probe(&self, now: Moment) -> Result<Known, TitleError> {
        let reply = self.ask(&["user".to_owned()], now).await?;
        let account = self.dialect.account(&reply.body);
        let account = account.ok_or_else(|| self.foreign("its answer names nobody"))?;
        Ok(Known {
            account: error::short(account),
            lacks: github::lacks(reply.scopes.as_deref()),
        })
    }

    fn foreign(&self, problem: &str) -> TitleError {
        TitleError::Foreign(self.dialect.name(), problem.to_owned())
    }

    async fn ask(&self, path: &[String], now: Moment) -> Result<answer::Reply, TitleError> {
        let mut url = self.url.clone();
        // An address of the web has a path to add to.
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path);
        }
        let token = ("authorization", format!("Bearer {}", self.token));
        let own = self.dialect.headers().iter();
        let headers = own.map(|(name, value)| (*name, (*value).to_owned()));
        let ask = Ask {
            url,
            headers: headers.chain([token]).collect(),
            body: None,
        };
        answer::read(self.dialect.name(), &self.outbound.send(ask).await?, now)
    }
}

/// What a link leads to on the forge of this kind whose API answers at `api`; `None` where it leads
/// elsewhere, or to something without a title.
#[must_use]
pub fn item(kind: Kind, api: &str, link: &str) -> Option<Item> {
    let dialect = dialect(kind)?;
    let pages = dialect.pages(&api.parse().ok()?);
    item::parts(&pages, link, |parts| dialect.item(parts))
}

fn dialect(kind: Kind) -> Option<&'static dyn Dialect> {
    match kind {
        Kind::Github => Some(&Github),
        Kind::Gitlab => Some(&Gitlab),
        _ => None,
    }
}
