//! Who takes which role.

use std::collections::HashMap;

use super::names::{Form, Names};
use super::parts::{self, Found};
use super::rewrite::{Change, rewrite};
use super::{Doubt, Replacement, RoleWishes, WithoutNames};
use crate::incident::Milestone;
use crate::person::Person;
use crate::workspace::Workspace;
use crate::{Incident, PersonId};

/// Whoever cannot be told from somebody else, or is known no longer.
const SOMEBODY: &str = "somebody";
/// Words between the parts of names, which name nobody.
const PARTICLES: [&str; 14] = [
    "al", "bin", "da", "de", "del", "della", "der", "di", "dos", "el", "la", "le", "van", "von",
];

/// Somebody whom an incident names, with the role that they have in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `None` for somebody whom the workspace does not know.
    pub person: Option<PersonId>,
    pub name: String,
    pub role: String,
}

/// Whom a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Known(PersonId),
    /// By their place among the wishes.
    Also(usize),
    Unclear,
}

/// The roles of everybody in one incident.
#[derive(Debug)]
pub struct Cast {
    names: Names<Who>,
    roles: HashMap<Who, String>,
    /// In the order in which the document names them first.
    parts: Vec<Part>,
}

impl Cast {
    /// Gives everybody whom the incident names a role. `wishes` have been checked.
    #[must_use]
    pub fn of(incident: &Incident, workspace: &Workspace, wishes: &RoleWishes) -> Self {
        let names = known_names(workspace, wishes);
        let mut present = Vec::new();
        let mut meet = |who: Who| {
            if who != Who::Unclear && !present.contains(&who) {
                present.push(who);
            }
        };
        parts::each(&mut incident.clone(), &mut |_, found| match found {
            Found::Person(id) => meet(Who::Known(id)),
            Found::Key(text) | Found::Text(text) => {
                names.find(text).iter().for_each(|hit| meet(hit.who));
            }
            Found::Address(address) => {
                let hits = address.as_deref().map(|address| names.find(address));
                hits.iter().flatten().for_each(|hit| meet(hit.who));
            }
        });
        let mut cast = Self {
            names,
            roles: HashMap::new(),
            parts: Vec::new(),
        };
        let on_call = cast.who_acknowledged(incident);
        let mut given: HashMap<String, usize> = HashMap::new();
        for who in present {
            let (person, name, role) = match who {
                Who::Known(id) => {
                    let person = workspace.person(id);
                    let name = person.map_or(SOMEBODY, |person| &person.name);
                    let wish = person.and_then(|person| wishes.roles.get(&person.handle));
                    let role = match wish {
                        Some(wish) => wish.clone(),
                        None => {
                            let usual = usual_role(incident, workspace, id, on_call);
                            let before = given.entry(usual.clone()).or_default();
                            *before += 1;
                            numbered(*before, usual)
                        }
                    };
                    (Some(id), name.to_owned(), role)
                }
                Who::Also(place) => {
                    let also = &wishes.also[place];
                    (None, also.name.clone(), also.role.clone())
                }
                Who::Unclear => continue,
            };
            cast.roles.insert(who, role.clone());
            cast.parts.push(Part { person, name, role });
        }
        cast
    }

    /// Everybody who has a role, in the order in which the document names them first.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What a person did here, "somebody" of whoever is not in it.
    #[must_use]
    pub fn role(&self, person: PersonId) -> &str {
        self.role_of(Who::Known(person))
    }

    /// The incident with roles in place of names, in every text that somebody wrote. People in
    /// fields are told by [`Cast::role`].
    #[must_use]
    pub fn tell(&self, incident: &Incident) -> WithoutNames {
        let mut told = incident.clone().without_proceedings();
        let (mut replacements, mut doubts) = (Vec::new(), Vec::new());
        parts::each(&mut told, &mut |place, found| match found {
            Found::Person(_) => {}
            Found::Key(key) => {
                let told = rewrite(key, &self.names, |who| self.role_of(who)).text;
                *key = told
                    .to_lowercase()
                    .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            }
            Found::Address(address) => {
                let names = address
                    .as_deref()
                    .is_some_and(|text| !self.names.find(text).is_empty());
                if let Some(before) = names.then(|| address.take()).flatten() {
                    replacements.push(Replacement {
                        place: place.to_owned(),
                        around: before.clone(),
                        before,
                        after: String::new(),
                    });
                }
            }
            Found::Text(text) => {
                let rewritten = rewrite(text, &self.names, |who| self.role_of(who));
                replacements.extend(rewritten.changes.into_iter().map(|change| {
                    let Change {
                        before,
                        after,
                        around,
                    } = change;
                    let place = place.to_owned();
                    Replacement {
                        place,
                        before,
                        after,
                        around,
                    }
                }));
                doubts.extend(rewritten.doubts.into_iter().map(|doubt| Doubt {
                    place: place.to_owned(),
                    word: doubt.before,
                    around: doubt.around,
                }));
                *text = rewritten.text;
            }
        });
        WithoutNames {
            incident: told,
            replacements,
            doubts,
        }
    }

    fn role_of(&self, who: Who) -> &str {
        self.roles.get(&who).map_or(SOMEBODY, String::as_str)
    }

    /// Whom the entry names that tells of the acknowledgement.
    fn who_acknowledged(&self, incident: &Incident) -> Option<PersonId> {
        let entries = incident.timeline.iter();
        let mut told = entries.filter(|event| event.milestone == Some(Milestone::Acknowledged));
        told.find_map(|event| {
            let named = self.names.find(&event.text).into_iter();
            let source = self.names.find(&event.source).into_iter();
            named.chain(source).find_map(|hit| match hit.who {
                Who::Known(id) if !hit.is_doubtful => Some(id),
                _ => None,
            })
        })
    }
}

fn known_names(workspace: &Workspace, wishes: &RoleWishes) -> Names<Who> {
    let mut names = Names::new();
    for person in &workspace.people {
        let who = Who::Known(person.id);
        for (name, form) in written_as(person) {
            names.add(name, form, who, Who::Unclear);
        }
    }
    for (place, also) in wishes.also.iter().enumerate() {
        names.add(&also.name, Form::Exact, Who::Also(place), Who::Unclear);
    }
    names
}

/// All the ways in which a person may be written.
fn written_as(person: &Person) -> Vec<(&str, Form)> {
    let mut all = vec![(person.handle.as_str(), Form::Handle)];
    all.extend(person.email.as_deref().map(|email| (email, Form::Whole)));
    let parts: Vec<&str> = person.name.split_whitespace().collect();
    if parts.len() > 1 {
        all.push((&person.name, Form::Whole));
    }
    let names = parts.into_iter().filter(|part| {
        let is_initial = part.trim_end_matches('.').chars().count() < 2;
        !is_initial && !PARTICLES.contains(&part.to_lowercase().as_str())
    });
    all.extend(names.map(|part| (part, Form::PartOfName)));
    all
}

fn usual_role(
    incident: &Incident,
    workspace: &Workspace,
    id: PersonId,
    on_call: Option<PersonId>,
) -> String {
    let meeting = incident.postmortem.meeting.as_ref();
    if meeting.is_some_and(|meeting| meeting.facilitator == Some(id)) {
        return "facilitator".into();
    }
    if meeting.is_some_and(|meeting| meeting.scribe == Some(id)) {
        return "scribe".into();
    }
    if on_call == Some(id) {
        return "on-call engineer".into();
    }
    let team = workspace.person(id).and_then(|person| person.team);
    match team.and_then(|team| workspace.team(team)) {
        Some(team) => format!("{} engineer", team.name),
        None => "engineer".into(),
    }
}

/// "engineer", "second engineer", … "engineer 11".
fn numbered(number: usize, role: String) -> String {
    const ORDINALS: [&str; 9] = [
        "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    match number {
        0 | 1 => role,
        _ => match ORDINALS.get(number - 2) {
            Some(ordinal) => format!("{ordinal} {role}"),
            None => format!("{role} {number}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::incident::TimelineEvent;
    use crate::incident::open::sample;
    use crate::meeting::Meeting;
    use crate::person::{PersonForm, Role};
    use crate::roles::AlsoNamed;
    use crate::team::{Cadence, Team};
    use crate::{EventId, TeamId};

    fn workspace() -> Workspace {
        let people = ["Ines Roy", "Mika Sato", "Dana Roy", "Tomas Berg", "Grace"];
        let people = (1..).zip(people).map(|(id, name)| {
            let form = PersonForm {
                handle: name.split(' ').next().unwrap().to_lowercase(),
                name: name.into(),
                email: None,
                role: Role::Member,
                team: (id > 2).then_some(TeamId(1)),
            };
            form.into_person(PersonId(id)).unwrap()
        });
        Workspace {
            people: people.collect(),
            teams: vec![Team {
                id: TeamId(1),
                name: "Payments".into(),
                cadence: Cadence::default(),
                tracker_project: String::new(),
                tracker_board: None,
                tracker: None,
                tracker_sprints: false,
            }],
            ..Workspace::default()
        }
    }

    fn incident() -> Incident {
        let mut incident = sample();
        incident.title = "Ledger failed".into();
        let entry = |id, milestone, text: &str| TimelineEvent {
            id: EventId(id),
            occurred_at: incident.created_at,
            precision: crate::time::Precision::default(),
            recorded_at: incident.created_at,
            kind: crate::incident::EventKind::Observation,
            milestone,
            text: text.into(),
            source: "Tomas".into(),
            evidence: Vec::new(),
            pinned: false,
            questions: Vec::new(),
            history: Vec::new(),
        };
        incident.timeline = vec![
            entry(1, Some(Milestone::Acknowledged), "Mika takes the page."),
            entry(
                2,
                None,
                "Dana asks Bob. Roy agrees. Grace left, says Grace.",
            ),
        ];
        let mut meeting = Meeting::at(incident.created_at, 90);
        meeting.facilitator = Some(PersonId(1));
        incident.postmortem.meeting = Some(meeting);
        incident
    }

    #[test]
    fn everybody_has_one_role_wherever_they_stand() {
        let (workspace, incident) = (workspace(), incident());
        let cast = Cast::of(&incident, &workspace, &RoleWishes::default());
        let parts: Vec<_> = cast
            .parts()
            .iter()
            .map(|part| (part.name.as_str(), part.role.as_str()))
            .collect();
        assert_eq!(
            parts,
            [
                ("Ines Roy", "facilitator"),
                ("Mika Sato", "on-call engineer"),
                ("Tomas Berg", "Payments engineer"),
                ("Dana Roy", "second Payments engineer"),
                ("Grace", "third Payments engineer"),
            ]
        );
        let told = cast.tell(&incident);
        let texts = told.incident.timeline.iter();
        let texts: Vec<_> = texts
            .map(|event| (event.text.as_str(), event.source.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                ("The on-call engineer takes the page.", "Payments engineer"),
                (
                    "The second Payments engineer asks Bob. Somebody agrees. Grace left, says the third Payments engineer.",
                    "Payments engineer"
                ),
            ]
        );
        assert_eq!(told.doubts.len(), 1);
        assert_eq!(told.replacements.len(), 6);
        assert_eq!(cast.role(PersonId(9)), "somebody");
    }

    #[test]
    fn what_is_wished_for_goes_first() {
        let wishes = RoleWishes {
            roles: BTreeMap::from([("dana".into(), "database expert".into())]),
            also: ["Bob", "Grace"]
                .map(|name| AlsoNamed {
                    name: name.into(),
                    role: "vendor".into(),
                })
                .into(),
        };
        let incident = incident();
        let told = Cast::of(&incident, &workspace(), &wishes).tell(&incident);
        assert_eq!(
            told.incident.timeline[1].text,
            "The database expert asks the vendor. Somebody agrees. The vendor left, says the vendor."
        );
        assert!(told.doubts.is_empty());
    }
}
