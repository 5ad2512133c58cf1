//! Other servers: whether letters can leave, and what is known of the trackers.

use afterword_integrations::mail::{Patience, PostOffice};
use afterword_store::{Store, StoreError};

use super::Finding;

pub(super) async fn mail(store: &Store) -> Finding {
    let found = async {
        let settings = store.workspace().await?.settings.clone();
        Ok::<_, StoreError>((store.mail_server().await?, settings.public_url))
    };
    let known = match found.await {
        Ok((None, _)) => {
            return Finding::ok("mail", "no mail server is entered: no letters are sent");
        }
        Ok((Some(_), None)) => {
            return Finding::warning(
                "mail",
                "a mail server is entered, and no public address for the links in letters",
                "enter the address under Settings, Workspace; without it nothing is sent",
            );
        }
        Ok((Some(known), Some(_))) => known,
        Err(error) => return Finding::failed("mail", &error),
    };
    let place = format!("{}:{}", known.server.host, known.server.port);
    let office = PostOffice {
        known,
        calls_itself: None,
        patience: Patience::default(),
    };
    match office.knock().await {
        Ok(()) => Finding::ok("mail", format!("{place} lets us in; no letter was sent")),
        Err(error) => Finding::wrong(
            "mail",
            error.to_string(),
            "mend it under Settings, E-mail, and send yourself a letter there",
        ),
    }
}

/// They are not asked: what their last answer was is known.
pub(super) async fn trackers(store: &Store) -> Vec<Finding> {
    let trackers = match store.trackers().await {
        Ok(trackers) => trackers,
        Err(error) => return vec![Finding::failed("trackers", &error)],
    };
    if trackers.is_empty() {
        return vec![Finding::ok("trackers", "none is entered")];
    }
    let finding = |row: afterword_store::TrackerRow| {
        let url = &row.entry.settings.url;
        match row.trouble {
            None => Finding::ok(
                "trackers",
                format!("{url} answered, all before {} is known", row.polled_at),
            ),
            Some(trouble) => {
                let seen = format!("{url} since {}: {}", trouble.since, trouble.sentence);
                if trouble.to_mend {
                    let todo = "mend it there, or under Settings, Trackers";
                    Finding::wrong("trackers", seen, todo)
                } else {
                    let todo = "nothing yet: it is asked again by itself";
                    Finding::warning("trackers", seen, todo)
                }
            }
        }
    };
    trackers.into_iter().map(finding).collect()
}
