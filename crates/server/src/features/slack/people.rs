//! Names of Slack's people, so that each is asked for once a day.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use afterword_domain::{IntegrationId, Moment};
use afterword_integrations::slack::fetch::Names;

/// More are not kept of one workspace.
const MOST: usize = 20_000;

/// Those that this server has in memory.
#[derive(Default)]
pub struct People(Mutex<HashMap<IntegrationId, Since>>);

struct Since {
    first: Moment,
    names: Names,
}

impl People {
    /// Who is known.
    pub(super) fn known(&self, integration: IntegrationId, now: Moment) -> Names {
        let mut kept = self.lock();
        kept.retain(|_, since| since.first.plus_days(1) > now);
        let since = kept.get(&integration);
        since.map(|since| since.names.clone()).unwrap_or_default()
    }

    pub(super) fn keep(&self, integration: IntegrationId, names: Names, now: Moment) {
        let mut kept = self.lock();
        let since = kept.entry(integration).or_insert_with(|| Since {
            first: now,
            names: Names::new(),
        });
        if since.names.len() < MOST {
            since.names.extend(names);
        }
    }

    /// Another token may be another workspace's.
    pub(crate) fn forget(&self, integration: IntegrationId) {
        self.lock().remove(&integration);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IntegrationId, Since>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
