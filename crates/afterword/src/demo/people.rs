//! Who works at Northwind Payments, and in which teams.

use afterword_domain::Moment;
use afterword_domain::person::{PersonForm, Role};
use afterword_domain::team::TeamForm;
use afterword_domain::workspace::Settings;
use afterword_store::{Author, Store};

use super::calendar::Calendar;

pub(super) const WORKSPACE: &str = "Northwind Payments";

/// When an incident is one, the worst first.
const SEVERITIES: [&str; 4] = [
    "Merchants cannot take payments, or money was booked wrongly.",
    "Some merchants cannot take payments, or all of them wait noticeably.",
    "Something beside the payment is affected: reports, search, the portal.",
    "Noticed by us only, and worth writing down.",
];

/// Name and tracker project.
const TEAMS: [(&str, &str); 4] = [
    ("Payments", "PAY"),
    ("Edge", "EDGE"),
    ("Databases", "DB"),
    ("Search", "SRCH"),
];

/// Handle, name, role, team.
const PEOPLE: [(&str, &str, Role, &str); 7] = [
    ("ines", "Ines", Role::Admin, "Payments"),
    ("mika", "Mika", Role::Member, "Payments"),
    ("dana", "Dana", Role::Member, "Databases"),
    ("tomas", "Tomas", Role::Member, "Edge"),
    ("ravi", "Ravi", Role::Member, "Search"),
    ("lena", "Lena", Role::Member, "Payments"),
    ("noor", "Noor", Role::Viewer, "Payments"),
];

/// Those who respond to incidents and go to meetings.
pub(super) const RESPONDERS: [&str; 6] = ["ines", "mika", "dana", "tomas", "ravi", "lena"];

/// Settings, teams and people.
pub(super) async fn add(
    store: &Store,
    author: &Author,
    calendar: Calendar,
    then: Moment,
) -> anyhow::Result<()> {
    let mut settings = Settings {
        name: WORKSPACE.into(),
        ..Settings::default()
    };
    for (term, meaning) in settings.severities.iter_mut().zip(SEVERITIES) {
        term.meaning = meaning.into();
    }
    store.save_settings(author, settings, then).await?;
    let mut teams = Vec::new();
    for (name, project) in TEAMS {
        let form = TeamForm {
            name: name.into(),
            cadence: calendar.cadence(),
            tracker_project: project.into(),
            tracker: None,
            tracker_board: None,
            tracker_sprints: false,
        };
        teams.push(store.add_team(author, form, then).await?);
    }
    for (handle, name, role, team) in PEOPLE {
        let form = PersonForm {
            handle: handle.into(),
            name: name.into(),
            email: Some(format!("{handle}@northwind.example")),
            role,
            team: teams
                .iter()
                .find(|known| known.name == team)
                .map(|known| known.id),
        };
        store.add_person(author, form, then).await?;
    }
    Ok(())
}
