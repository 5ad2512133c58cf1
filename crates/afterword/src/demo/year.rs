//! One year of the demo workspace, hour by hour on a clock that is set: who gets which letter, and
//! when. The letters go to a real mail server, and what it took is what is looked at.

mod player;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use afterword_domain::clock::Clock;
use afterword_domain::mail::{MailServerForm, Security};
use afterword_domain::notice::{About, Hours, Notice, NoticePreferences, message};
use afterword_domain::policy::Sight;
use afterword_domain::workspace::{Settings, Workspace};
use afterword_domain::{ActionItemId, Day, IncidentRef, Moment, PersonId};
use afterword_server::auth::limits::PerSecond;
use afterword_server::features::jobs;
use afterword_server::features::notices::{scene, tell_what_is_due};
use afterword_server::{App, Config};
use afterword_store::{Author, Blobs, SecretKeys, Store, Via};
use afterword_testbed::TestDb;
use afterword_testbed::smtp::{Encryption, Shown, Smtp};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::draft::Names as _;
use super::seed;

/// A Wednesday, late in the morning.
const NOW: &str = "2026-10-14T09:30:00Z";
const HOURS: i64 = 365 * 24;
/// More than anybody is told in a year.
const ALL: u32 = 10_000;

/// Handle, zone, first hour, last hour, weekends too.
const QUIET: [(&str, &str, u8, u8, bool); 7] = [
    ("ines", "Europe/Berlin", 9, 17, false),
    ("mika", "America/New_York", 8, 16, false),
    ("dana", "Europe/Berlin", 7, 12, false),
    ("tomas", "Asia/Tokyo", 10, 19, false),
    ("ravi", "Asia/Tokyo", 13, 17, false),
    ("lena", "America/New_York", 18, 22, true),
    ("noor", "Europe/Berlin", 10, 16, false),
];

#[derive(Debug)]
struct SetClock(Mutex<Moment>);

impl Clock for SetClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

/// The workspace, and what was told so far.
struct Year {
    app: App,
    clock: Arc<SetClock>,
    author: Author,
    workspace: Arc<Workspace>,
    /// By their keys.
    told: BTreeMap<String, (Moment, Notice)>,
    /// What a person reads.
    schedule: Vec<(Moment, String)>,
    post: Smtp,
}

impl Year {
    async fn begin(db: &TestDb, files: &std::path::Path) -> Self {
        let begins: Moment = NOW.parse().unwrap();
        let keys = SecretKeys::parse(afterword_testbed::SECRET_KEY).unwrap();
        let store = Store::open(&db.url).await.unwrap().with_keys(keys);
        seed(&store, begins, |_, _| {}).await.unwrap();
        let workspace = store.workspace().await.unwrap();
        let clock = Arc::new(SetClock(Mutex::new(begins)));
        let config = Config {
            listen: "127.0.0.1:7117".parse().unwrap(),
            demo: true,
            https: false,
            files: Blobs::in_folder(files).unwrap(),
            proxies: Vec::new(),
            limits: PerSecond::NO_LIMIT,
        };
        let author = Author {
            person: Some(workspace.who("ines").unwrap()),
            via: Via::Demo,
            request_id: None,
            address: None,
        };
        let year = Self {
            app: App::new(store, clock.clone(), config),
            clock,
            author,
            workspace,
            told: BTreeMap::new(),
            schedule: Vec::new(),
            post: Smtp::start(Encryption::Nothing, Shown::SelfMade),
        };
        year.set_up(begins).await;
        year
    }

    /// A way to tell people, and when each may be told.
    async fn set_up(&self, now: Moment) {
        let store = &self.app.store;
        let settings = Settings {
            public_url: Some("https://afterword.northwind.example".into()),
            ..self.workspace.settings.clone()
        };
        store
            .save_settings(&self.author, settings, now)
            .await
            .unwrap();
        let server = MailServerForm {
            host: "127.0.0.1".into(),
            port: self.post.port,
            security: Security::None,
            user: None,
            password: None,
            from: "afterword@northwind.example".into(),
            from_name: String::new(),
            authority: None,
        };
        store
            .save_mail_server(&self.author, server, now)
            .await
            .unwrap();
        for (handle, zone, from, to, weekends) in QUIET {
            let person = self.workspace.who(handle).unwrap();
            let hours = Hours {
                zone: zone.into(),
                from,
                to,
                weekends,
            };
            let wanted = NoticePreferences {
                hours,
                ..NoticePreferences::default()
            };
            let saved = store.save_notice_preferences(&self.author, person, wanted, now);
            saved.await.unwrap();
        }
    }

    async fn hour(&mut self, now: Moment) {
        *self.clock.0.lock().unwrap() = now;
        player::plays(&self.app, &self.workspace, &self.author, now).await;
        jobs::follow(&self.app).await.unwrap();
        tell_what_is_due(&self.app).await.unwrap();
        if jobs::work_due(&self.app).await.unwrap() > 0 {
            self.look_what_is_new(now).await;
        }
    }

    /// Everything new is looked at as it is now, when it is told.
    async fn look_what_is_new(&mut self, now: Moment) {
        let scene = scene(&self.app, now).await.unwrap();
        for person in &self.workspace.people {
            for told in self.app.store.told(person.id, ALL).await.unwrap() {
                let key = told.notice.key();
                if let Some((at, before)) = self.told.get(&key) {
                    assert_eq!((at, before), (&told.at, &told.notice), "{key} changed");
                    continue;
                }
                assert!(told.at >= now, "{key} was told in the past");
                let said = message(&scene, &told.notice, now);
                let said = said.unwrap_or_else(|| panic!("{key} says nothing at {now}"));
                if let Some((incident, action)) = action_of(&told.notice.about) {
                    let found = self
                        .app
                        .store
                        .incident(&Sight::Everything, incident)
                        .await
                        .unwrap()
                        .unwrap();
                    let mut actions = found.postmortem.actions.iter();
                    let action = actions.find(|item| item.id == action).unwrap();
                    assert!(
                        !action.state.is_finished(),
                        "{key} is of something finished"
                    );
                }
                if let About::CarriedOver { .. } = told.notice.about {
                    let explained = said.lead.contains("carried over twice: was due in Sprint ");
                    assert!(explained, "{key}: {}", said.lead);
                    let action = said.action.is_none();
                    assert!(action, "the team is asked, and nobody is to press a button");
                }
                let line = line(
                    &person.handle,
                    &person.name,
                    told.at,
                    &told.notice,
                    &said.subject,
                );
                self.schedule.push((told.at, line));
                self.told.insert(key, (told.at, told.notice));
            }
        }
    }
}

fn action_of(about: &About) -> Option<(IncidentRef, ActionItemId)> {
    match about {
        About::DueSoon {
            incident, action, ..
        }
        | About::DueNow {
            incident, action, ..
        }
        | About::PastDue {
            incident, action, ..
        }
        | About::CarriedOver { incident, action } => Some((*incident, *action)),
        _ => None,
    }
}

fn there(handle: &str, at: Moment) -> (jiff::Zoned, u8, u8, bool) {
    let mut all = QUIET.iter();
    let (_, zone, from, to, weekends) = all.find(|(name, ..)| *name == handle).unwrap();
    let zone = TimeZone::get(zone).unwrap();
    (at.timestamp().to_zoned(zone), *from, *to, *weekends)
}

/// Reckoned anew, and not as the program does.
fn assert_awake(handle: &str, at: Moment) {
    let (local, from, to, weekends) = there(handle, at);
    let hour = u8::try_from(local.hour()).unwrap();
    assert!(from <= hour && hour < to, "{handle} at {local}");
    let weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
    assert!(weekends || !weekend, "{handle} at {local}");
}

/// `2026-11-03 09:00 Europe/Berlin  Ines  due soon  INC-57/3 …`
fn line(handle: &str, name: &str, at: Moment, notice: &Notice, subject: &str) -> String {
    let (local, ..) = there(handle, at);
    let zone = local.time_zone().iana_name().unwrap_or_default().to_owned();
    let mut line = format!(
        "{} {zone:<16}  {name:<5}  ",
        local.strftime("%Y-%m-%d %H:%M")
    );
    let due = |due_on: &Day| format!(" due {due_on}");
    let (kind, of, end) = match &notice.about {
        About::DueSoon { due_on, .. } => ("due soon", String::new(), due(due_on)),
        About::DueNow { due_on, .. } => ("due now", String::new(), due(due_on)),
        About::PastDue { due_on, .. } => ("past due", String::new(), due(due_on)),
        About::CarriedOver { .. } => ("carried over twice", String::new(), String::new()),
        About::ReviewSoon { incident, due_on } => {
            ("review soon", incident.to_string(), due(due_on))
        }
        About::ReviewLate { incident, due_on } => {
            ("review late", incident.to_string(), due(due_on))
        }
        About::Week { .. } => ("week", String::new(), String::new()),
        About::Learned { .. } => ("learned", String::new(), String::new()),
        About::Planned { incident, .. } => ("meeting planned", incident.to_string(), String::new()),
        About::Published { incident, .. } => ("published", incident.to_string(), String::new()),
    };
    let of =
        action_of(&notice.about).map_or(of, |(incident, action)| format!("{incident}/{action}"));
    write!(line, "{kind:<18}  {of:<8}  {subject}{end}").unwrap();
    line.truncate(line.trim_end().len());
    line
}

/// A letter as the mail server took it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Taken {
    handle: String,
    at: Moment,
    subject: String,
    text: String,
}

impl Taken {
    fn of(letter: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let to = text(&letter["for"][0]);
        Self {
            handle: to.split('@').next().unwrap().to_owned(),
            at: text(&letter["date"]).parse().unwrap(),
            subject: text(&letter["subject"]),
            text: text(&letter["text"]),
        }
    }
}

/// Who got the same words twice within a week. Of letters in the order of their people and times.
fn told_twice(letters: &[Taken]) -> Vec<String> {
    let mut last = BTreeMap::new();
    let again = letters.iter().filter(|letter| {
        let words = (&letter.handle, &letter.subject, &letter.text);
        let before: Option<Moment> = last.insert(words, letter.at);
        before.is_some_and(|before| before > letter.at.plus_days(-6))
    });
    again
        .map(|letter| format!("{} {}: {}", letter.at, letter.handle, letter.subject))
        .collect()
}

#[tokio::test]
async fn nobody_is_told_twice_at_night_or_of_what_is_finished() {
    let db = TestDb::fresh(afterword_testbed::Engine::Sqlite);
    let files = tempfile::tempdir().unwrap();
    let mut year = Year::begin(&db, files.path()).await;
    let begins: Moment = NOW.parse().unwrap();
    for hour in 0..HOURS {
        year.hour(begins.plus_minutes(30 + 60 * hour)).await;
    }
    let letters = year.post.letters(year.told.len());
    let mut letters: Vec<_> = letters.iter().map(Taken::of).collect();
    letters.sort();
    for letter in &letters {
        assert_awake(&letter.handle, letter.at);
    }
    assert_eq!(told_twice(&letters), Vec::<String>::new());
    // Each that was told is a letter, and each letter was told.
    let told = year.told.values().map(|(at, notice)| {
        let person = year.workspace.person(notice.to).unwrap();
        (person.handle.clone(), *at)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    let came = letters.into_iter().map(|letter| (letter.handle, letter.at));
    assert_eq!(came.collect::<Vec<_>>(), told);

    let notices = year.told.values().map(|(_, notice)| notice);
    let kinds: BTreeSet<_> = notices.clone().map(|notice| notice.about.kind()).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    let abouts = notices
        .clone()
        .map(|notice| std::mem::discriminant(&notice.about));
    let abouts: HashSet<_> = abouts.collect();
    assert_eq!(abouts.len(), 10, "some occasions never came");
    let to: BTreeSet<PersonId> = notices.map(|notice| notice.to).collect();
    assert_eq!(to.len(), QUIET.len());
    year.schedule.sort();
    let lines: Vec<_> = year.schedule.into_iter().map(|(_, line)| line).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
