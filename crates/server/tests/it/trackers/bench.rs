//! A team whose tickets live in a stand-in, and an incident of its service with an action item.

use afterword_domain::Moment;
use afterword_server::features::jobs::{follow, work_due};
use afterword_testbed::trackers::{ACCOUNT, Delivery, SECRET, Stage, Standin, TOKEN, Which};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

pub(super) const PUBLIC: &str = "https://afterword.example.org";

pub(super) struct Bench<'a> {
    pub(super) app: &'a TestApp,
    pub(super) admin: Caller<'a>,
    pub(super) standin: Standin,
    pub(super) which: Which,
    pub(super) tracker: Value,
    pub(super) team: Value,
    /// Of its webhook.
    pub(super) hook: String,
    pub(super) incident: String,
    pub(super) action: Value,
}

/// Says under which address the pages are found.
pub(super) async fn enter_public_url(admin: &Caller<'_>) {
    let workspace = admin.get("/workspace").await.ok();
    let mut settings = workspace.body["settings"].clone();
    settings["public_url"] = json!(PUBLIC);
    admin.put("/workspace/settings", settings).await.ok();
}

pub(super) fn form(standin: &Standin) -> Value {
    let account = match standin.which {
        Which::JiraCloud => ACCOUNT,
        _ => "",
    };
    json!({
        "kind": standin.which.word(), "url": standin.url, "token": TOKEN, "account": account,
        "labels": ["post-mortem"],
    })
}

impl<'a> Bench<'a> {
    pub(super) async fn new(app: &'a TestApp, admin: &Caller<'a>, which: Which) -> Self {
        let admin = admin.with("user-agent", "a test");
        let standin = Standin::start(which).await;
        {
            let mut desk = standin.desk();
            desk.now = Some(timestamp(app.app.now()));
            desk.spread();
        }
        let added = admin.post("/trackers", form(&standin)).await.ok();
        let tracker = added.body["tracker"]["id"].clone();
        let secret = json!({ "secret": SECRET });
        let path = format!("/trackers/{tracker}/hook-secret");
        admin.put(&path, secret).await.ok();
        let name = format!("Team of {}", which.word());
        let team = json!({
            "name": name, "tracker": tracker, "tracker_project": which.project(),
        });
        let team = admin.post("/teams", team).await.ok().body["id"].clone();
        let service = json!({ "name": which.word(), "team": team });
        let service = admin.post("/services", service).await.ok().body["id"].clone();
        let opened = json!({ "title": "Payments stopped", "services": [service] });
        let incident = admin.post("/incidents", opened).await.ok().reference();
        let mut bench = Self {
            hook: added.body["path"].as_str().unwrap().to_owned(),
            action: Value::Null,
            app,
            admin,
            standin,
            which,
            tracker,
            team,
            incident,
        };
        bench.action = bench.commit("Bound the retries").await;
        bench
    }

    /// Another action item.
    pub(super) async fn commit(&self, title: &str) -> Value {
        let path = format!("/incidents/{}/actions", self.incident);
        let answer = self.admin.post(&path, json!({ "title": title })).await.ok();
        let actions = answer.body["postmortem"]["actions"].as_array().unwrap();
        actions.last().unwrap()["id"].clone()
    }

    pub(super) fn path(&self) -> String {
        format!(
            "/incidents/{}/actions/{}/ticket",
            self.incident, self.action
        )
    }

    pub(super) async fn create(&self) -> Answer {
        self.admin.post(&self.path(), json!({})).await
    }

    pub(super) async fn link(&self, written: &str) -> Answer {
        let body = json!({ "ticket": written });
        self.admin.put(&self.path(), body).await
    }

    pub(super) async fn settle(&self, side: &str) -> Answer {
        let path = format!("{}/settlement", self.path());
        self.admin.post(&path, json!({ "side": side })).await
    }

    pub(super) async fn read(&self) -> Value {
        let path = format!("/incidents/{}", self.incident);
        self.admin.get(&path).await.ok().body
    }

    pub(super) async fn item(&self) -> Value {
        let incident = self.read().await;
        let actions = incident["postmortem"]["actions"].as_array().unwrap();
        let item = actions.iter().find(|item| item["id"] == self.action);
        item.unwrap().clone()
    }

    pub(super) async fn is_in(&self, state: &str) {
        assert_eq!(self.item().await["state"], state, "{}", self.which.word());
    }

    /// What is known of its ticket.
    pub(super) async fn its_link(&self) -> Value {
        let incident = self.read().await;
        let links = incident["ticket_links"].as_array().unwrap();
        let link = links.iter().find(|link| link["action"] == self.action);
        link.cloned().unwrap_or_default()
    }

    pub(super) async fn conflict(&self) -> Value {
        self.its_link().await["conflict"].clone()
    }

    /// Somebody changes the action item here.
    pub(super) async fn change(&self, wanted: Value) {
        let path = format!("/incidents/{}/actions/{}", self.incident, self.action);
        let seen = self.read().await["version"].to_string();
        let admin = self.admin.with("if-match", format!("\"{seen}\""));
        admin.patch(&path, wanted).await.ok();
        self.work().await;
    }

    /// Somebody moves the ticket on there, and nobody tells.
    pub(super) fn moves(&self, number: u64, stage: Stage) {
        let mut desk = self.standin.desk();
        desk.change(number, |ticket| ticket.stage = stage);
    }

    /// Its webhook tells of a ticket.
    pub(super) async fn tells(&self, number: u64) -> Answer {
        self.deliver(&self.standin.delivery(number, "Ana")).await
    }

    pub(super) async fn deliver(&self, delivery: &Delivery) -> Answer {
        let mut caller = self.app.anon();
        for (name, value) in &delivery.headers {
            if *name != "content-type" {
                caller = caller.with(name, value.clone());
            }
        }
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        let answer = caller.post(&self.hook, body).await;
        self.work().await;
        answer
    }

    /// Everything that is due now is done.
    pub(super) async fn work(&self) {
        follow(&self.app.app).await.unwrap();
        work_due(&self.app.app).await.unwrap();
    }

    /// Time passes here and there, and what is due then is done.
    pub(super) async fn minutes_pass(&self, minutes: i64) {
        self.app.travel_seconds(minutes * 60);
        self.standin.desk().pass(minutes * 60);
        self.work().await;
    }

    pub(super) fn tickets(&self) -> usize {
        self.standin.desk().tickets.len()
    }

    pub(super) fn conduct(&self, set: impl FnOnce(&mut afterword_testbed::trackers::Conduct)) {
        set(&mut self.standin.desk().conduct);
    }
}

fn timestamp(moment: Moment) -> Timestamp {
    Timestamp::from_microsecond(moment.micros()).unwrap()
}
