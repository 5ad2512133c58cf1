//! Who comes in, and as whom.

use proptest::prelude::*;

use super::*;
use crate::ProviderId;
use crate::TeamId;
use crate::sign_in::{GroupRole, GroupTeam};
use crate::team::TeamForm;

fn provider() -> Provider {
    Provider {
        id: ProviderId(1),
        name: "Northwind ID".into(),
        issuer: "https://id.example".into(),
        client_id: "afterword".into(),
        scopes: Vec::new(),
        groups_claim: "groups".into(),
        makes_accounts: true,
        domains: Vec::new(),
        groups: Vec::new(),
        default_role: Role::Viewer,
        roles: Vec::new(),
        teams: Vec::new(),
    }
}

fn person(id: u32, handle: &str, role: Role) -> Person {
    Person {
        id: PersonId(id),
        handle: handle.into(),
        name: handle.to_uppercase(),
        email: Some(format!("{handle}@northwind.example")),
        role,
        team: None,
        active: true,
    }
}

fn workspace() -> Workspace {
    Workspace {
        people: vec![
            person(1, "ines", Role::Admin),
            person(2, "mika", Role::Member),
        ],
        ..Workspace::default()
    }
}

fn claims(email: &str, verified: bool, groups: &[&str]) -> Claims {
    Claims {
        subject: "s-1".into(),
        email: Some(email.into()),
        email_verified: verified,
        name: Some("Mika Aalto".into()),
        username: None,
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

fn nobody() -> KnownHere {
    KnownHere::default()
}

#[test]
fn an_account_is_found_by_a_verified_address_only() {
    let (provider, workspace) = (provider(), workspace());
    let verified = claims("Mika@Northwind.example", true, &[]);
    let admitted = admit(&provider, &verified, &nobody(), &workspace).unwrap();
    let Admission::Known { person, first, .. } = admitted else {
        panic!("{admitted:?}")
    };
    assert_eq!((person, first), (PersonId(2), true));
    let unverified = claims("mika@northwind.example", false, &[]);
    let refused = admit(&provider, &unverified, &nobody(), &workspace);
    assert_eq!(refused, Err(NotAdmitted::NotVerified));
}

#[test]
fn who_came_before_is_known_by_their_own_name_there() {
    let (provider, workspace) = (provider(), workspace());
    let known = KnownHere {
        by_subject: Some(PersonId(2)),
        linked: BTreeSet::from([PersonId(2)]),
    };
    // Their address over there is somebody else's here by now: that changes nothing.
    let moved = claims("ines@northwind.example", true, &[]);
    let admitted = admit(&provider, &moved, &known, &workspace).unwrap();
    assert!(
        matches!(&admitted, Admission::Known { person: PersonId(2), first: false, form } if form.email.as_deref() == Some("mika@northwind.example")),
        "{admitted:?}"
    );
}

#[test]
fn an_address_that_was_given_to_another_opens_nothing() {
    let known = KnownHere {
        by_subject: None,
        linked: BTreeSet::from([PersonId(2)]),
    };
    let again = claims("mika@northwind.example", true, &[]);
    let refused = admit(&provider(), &again, &known, &workspace());
    assert_eq!(refused, Err(NotAdmitted::Taken));
}

#[test]
fn who_left_stays_out() {
    let mut workspace = workspace();
    workspace.people[1].active = false;
    let known = KnownHere {
        by_subject: Some(PersonId(2)),
        linked: BTreeSet::new(),
    };
    let verified = claims("mika@northwind.example", true, &[]);
    for known in [nobody(), known] {
        let refused = admit(&provider(), &verified, &known, &workspace);
        assert_eq!(refused, Err(NotAdmitted::HasLeft));
    }
}

#[test]
fn groups_and_domains_let_in_and_keep_out() {
    let workspace = workspace();
    let strict = Provider {
        groups: vec!["staff".into()],
        domains: vec!["northwind.example".into()],
        ..provider()
    };
    let ask = |claims: &Claims| admit(&strict, claims, &nobody(), &workspace);
    let new = |email: &str, verified, groups: &[&str]| ask(&claims(email, verified, groups));
    assert!(new("kai@northwind.example", true, &["staff"]).is_ok());
    assert_eq!(
        new("kai@northwind.example", true, &[]),
        Err(NotAdmitted::Group)
    );
    assert_eq!(
        new("kai@evil.example", true, &["staff"]),
        Err(NotAdmitted::Domain)
    );
    let below = new("kai@northwind.example.evil.example", true, &["staff"]);
    assert_eq!(below, Err(NotAdmitted::Domain));
    let unsure = new("kai@northwind.example", false, &["staff"]);
    assert_eq!(unsure, Err(NotAdmitted::NotVerified));
    // It holds for those who came before, too.
    let known = KnownHere {
        by_subject: Some(PersonId(2)),
        linked: BTreeSet::new(),
    };
    let expelled = claims("mika@northwind.example", true, &["alumni"]);
    assert_eq!(
        admit(&strict, &expelled, &known, &workspace),
        Err(NotAdmitted::Group)
    );
}

#[test]
fn a_new_account_has_the_highest_role_of_its_groups_and_their_team() {
    let mut workspace = workspace();
    let team = TeamForm {
        name: "SRE".into(),
        ..TeamForm::default()
    };
    workspace
        .teams
        .push(team.into_team(TeamId(4), None).unwrap());
    let rule = |group: &str, role| GroupRole {
        group: group.into(),
        role,
    };
    let team = |team| GroupTeam {
        group: "sre".into(),
        team: TeamId(team),
    };
    let mapped = Provider {
        roles: vec![rule("sre", Role::Member), rule("leads", Role::Admin)],
        teams: vec![team(4)],
        ..provider()
    };
    let form = |groups: &[&str]| {
        let claims = claims("ines@elsewhere.example", true, groups);
        match admit(&mapped, &claims, &nobody(), &workspace).unwrap() {
            Admission::New(form) => form,
            known @ Admission::Known { .. } => panic!("{known:?}"),
        }
    };
    assert_eq!(form(&[]).role, Role::Viewer);
    let lead = form(&["sre", "leads"]);
    assert_eq!((lead.role, lead.team), (Role::Admin, Some(TeamId(4))));
    assert_eq!(lead.handle, "ines-2", "the handle is free");
    assert_eq!(lead.name, "Mika Aalto");
    let gone = Provider {
        teams: vec![team(9)],
        ..mapped.clone()
    };
    let lead = claims("kai@elsewhere.example", true, &["sre"]);
    let admitted = admit(&gone, &lead, &nobody(), &workspace).unwrap();
    assert!(matches!(admitted, Admission::New(form) if form.team.is_none()));
}

#[test]
fn roles_follow_the_groups_but_the_last_administrator_stays() {
    let workspace = workspace();
    let mapped = Provider {
        roles: vec![GroupRole {
            group: "leads".into(),
            role: Role::Admin,
        }],
        ..provider()
    };
    let role = |email: &str, groups: &[&str]| match admit(
        &mapped,
        &claims(email, true, groups),
        &nobody(),
        &workspace,
    )
    .unwrap()
    {
        Admission::Known { form, .. } => form.role,
        new @ Admission::New(_) => panic!("{new:?}"),
    };
    assert_eq!(role("mika@northwind.example", &["leads"]), Role::Admin);
    assert_eq!(role("mika@northwind.example", &[]), Role::Viewer);
    assert_eq!(role("ines@northwind.example", &[]), Role::Admin);
}

#[test]
fn an_address_that_nobody_verified_is_not_kept() {
    let admitted = admit(
        &provider(),
        &claims("kai@else.example", false, &[]),
        &nobody(),
        &workspace(),
    );
    assert!(matches!(admitted, Ok(Admission::New(form)) if form.email.is_none()));
    let closed = Provider {
        makes_accounts: false,
        ..provider()
    };
    let refused = admit(
        &closed,
        &claims("kai@else.example", true, &[]),
        &nobody(),
        &workspace(),
    );
    assert_eq!(refused, Err(NotAdmitted::NoAccount));
}

proptest! {
    /// Whatever a provider calls somebody, the account that comes of it is one that could be
    /// entered by hand, and takes nobody's name.
    #[test]
    fn a_new_account_is_always_fit(
        username in proptest::option::of(".{0,200}"),
        name in proptest::option::of(".{0,200}"),
        local in "[a-z]{1,9}",
    ) {
        let said = Claims {
            name,
            username,
            ..claims(&format!("{local}@else.example"), true, &[])
        };
        let workspace = workspace();
        let admitted = admit(&provider(), &said, &nobody(), &workspace);
        let Ok(Admission::New(form)) = admitted else { panic!("{admitted:?}") };
        prop_assert!(workspace.people.iter().all(|person| person.handle != form.handle));
        let person = form.into_person(PersonId(9));
        prop_assert!(person.is_ok(), "{:?}", person);
    }

    /// No account is entered for the first time unless its address was verified.
    #[test]
    fn nobody_takes_an_account_over(email in "(ines|mika|kai)@northwind\\.example", verified: bool) {
        let admitted = admit(&provider(), &claims(&email, verified, &[]), &nobody(), &workspace());
        let entered = matches!(admitted, Ok(Admission::Known { .. }));
        prop_assert!(!entered || verified);
    }
}
