//! Any document at all, of texts that Markdown has its own ideas about.

use afterword_document::Document;
use afterword_document::document::*;
use afterword_domain::action_item::{EarlierDate, Outcome, Priority, Proof, ProofKind};
use afterword_domain::incident::{
    DetectedBy, EventKind, Impact, Milestone, Milestones, Mode, Severity,
};
use afterword_domain::person::{Person, Role};
use afterword_domain::postmortem::{
    Confidence, Effect, FactorGroup, FourQuestion, Section, Status,
};
use afterword_domain::recurrence::Verdict;
use afterword_domain::service::Service;
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{
    ActionItemId, AnswerId, ContributingFactorId, EventId, FactorId, MeasureId, PersonId,
    QuestionId, ServiceId,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::pieces::*;

fn question() -> impl Strategy<Value = Question> {
    let reply = (nasty(), of(person()), moment()).prop_map(|(text, by, at)| Reply { text, by, at });
    let parts = (
        any::<u32>(),
        nasty(),
        of(person()),
        moment(),
        vec(reply, 0..2),
        of(any::<u32>()),
    );
    parts.prop_map(|(id, text, asked_by, asked_at, answers, factor)| Question {
        id: QuestionId(id),
        text,
        asked_by,
        asked_at,
        answers,
        factor: factor.map(ContributingFactorId),
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let correction =
        (moment(), of(person()), moment(), nasty()).prop_map(|(until, by, occurred_at, text)| {
            Correction {
                until,
                by,
                occurred_at,
                text,
            }
        });
    let when = (any::<u32>(), moment(), precision(), of(moment()));
    let kind = select(
        &[
            EventKind::Alert,
            EventKind::Observation,
            EventKind::Milestone,
        ][..],
    );
    let what = (
        kind,
        of(select(&Milestone::ALL[..])),
        nasty(),
        nasty(),
        any::<bool>(),
    );
    let more = (
        vec(evidence(), 0..3),
        vec(question(), 0..2),
        vec(correction, 0..2),
    );
    (when, what, more).prop_map(|(when, what, more)| Entry {
        id: EventId(when.0),
        occurred_at: when.1,
        precision: when.2,
        recorded_at: when.3,
        kind: what.0,
        milestone: what.1,
        text: what.2,
        source: what.3,
        pinned: what.4,
        evidence: more.0,
        questions: more.1,
        history: more.2,
    })
}

fn factor() -> impl Strategy<Value = Factor> {
    let group = select(
        &[
            FactorGroup::MadePossible,
            FactorGroup::SlowedDetection,
            FactorGroup::SlowedResolution,
        ][..],
    );
    let confidence = of(select(&[Confidence::Low, Confidence::High][..]));
    (
        any::<u32>(),
        group,
        nasty(),
        of(label()),
        confidence,
        vec(evidence(), 0..2),
    )
        .prop_map(|(id, group, text, factor, confidence, evidence)| Factor {
            id: ContributingFactorId(id),
            group,
            text,
            factor,
            confidence,
            evidence,
        })
}

fn label() -> impl Strategy<Value = String> {
    select(&["retries not bounded", "no | canary", "unheard of"][..]).prop_map(str::to_owned)
}

fn answer() -> impl Strategy<Value = Answer> {
    (
        any::<u32>(),
        select(&FourQuestion::ALL[..]),
        nasty(),
        of(person()),
    )
        .prop_map(|(id, question, text, by)| Answer {
            id: AnswerId(id),
            question,
            text,
            by,
        })
}

fn state() -> impl Strategy<Value = State> {
    select(&[State::Open, State::InProgress, State::Done, State::WontDo][..])
}

fn measure() -> impl Strategy<Value = Measure> {
    let effect = of(select(&[Effect::Prevents, Effect::AsksForMemory][..]));
    let told = (nasty(), of(state()), of(ticket())).prop_map(|(owner, state, ticket)| Told {
        owner,
        state,
        ticket,
    });
    let texts = (nasty(), nasty(), nasty());
    (
        any::<u32>(),
        texts,
        effect,
        of(number()),
        of(label()),
        vec(person(), 0..3),
        of(told),
    )
        .prop_map(
            |(id, texts, effect, effort_days, factor, votes, told)| Measure {
                id: MeasureId(id),
                title: texts.0,
                note: texts.1,
                not_chosen_reason: texts.2,
                effect,
                effort_days,
                factor,
                votes,
                told,
            },
        )
}

fn action() -> impl Strategy<Value = Action> {
    let outcome = select(&[Outcome::Done, Outcome::NotStarted, Outcome::PutOff][..]);
    let review = (moment(), of(person()), of(reference()), outcome, nasty()).prop_map(
        |(at, by, meeting_of, outcome, note)| Review {
            at,
            by,
            meeting_of,
            outcome,
            note,
        },
    );
    let ids = (any::<u32>(), of(any::<u32>().prop_map(MeasureId)));
    let texts = (nasty(), nasty(), of(person()), nasty(), nasty(), nasty());
    let priority = of(select(&[Priority::P1, Priority::P2, Priority::P3][..]));
    let plan = (
        priority,
        of(day()),
        of(ticket()),
        state(),
        of(number()),
        of(label()),
    );
    let times = (of(moment()), of(moment()), vec(review, 0..2));
    let kinds = &[ProofKind::MergedChange, ProofKind::Drill, ProofKind::Other][..];
    let proof = (select(kinds), of(nasty()), nasty());
    let proof = proof.prop_map(|(kind, url, note)| Proof { kind, url, note });
    let earlier = (of(day()), moment()).prop_map(|(due_on, until)| EarlierDate { due_on, until });
    let follow_up = (of(proof), of(day()), vec(earlier, 0..3));
    (ids, texts, plan, times, follow_up).prop_map(|(ids, texts, plan, times, follow_up)| Action {
        id: ActionItemId(ids.0),
        measure: ids.1,
        title: texts.0,
        note: texts.1,
        owner: texts.2,
        owner_name: texts.3,
        blocked_by: texts.4,
        wont_do_reason: texts.5,
        priority: plan.0,
        due_on: plan.1,
        ticket: plan.2,
        state: plan.3,
        effort_days: plan.4,
        factor: plan.5,
        committed_at: times.0,
        finished_at: times.1,
        reviews: times.2,
        proof: follow_up.0,
        verify_by: follow_up.1,
        earlier_dates: follow_up.2,
    })
}

fn impact() -> impl Strategy<Value = Impact> {
    let by = of(select(&[DetectedBy::Alert, DetectedBy::Customer][..]));
    let counts = (of(any::<u32>()), of(any::<u32>()), of(any::<u32>()));
    let shares = (of(number()), of(number()));
    (
        nasty(),
        nasty(),
        by,
        counts,
        shares,
        (of(money()), of(money()), of(money())),
    )
        .prop_map(
            |(description, detection_note, detected_by, counts, shares, amounts)| Impact {
                description,
                detection_note,
                detected_by,
                users_affected: counts.0.map(u64::from),
                responders: counts.1,
                response_minutes: counts.2,
                failing_share: shares.0,
                error_budget_share: shares.1,
                revenue_lost: amounts.0,
                revenue_delayed: amounts.1,
                credits: amounts.2,
            },
        )
}

fn milestones() -> impl Strategy<Value = Milestones> {
    vec(of(moment()), 7).prop_map(|mut moments| {
        let mut known: Vec<_> = moments.iter().flatten().copied().collect();
        known.sort_unstable();
        let mut known = known.into_iter();
        let mut milestones = Milestones::default();
        for (milestone, slot) in Milestone::ALL.into_iter().zip(&mut moments) {
            milestones.set(milestone, slot.and_then(|_| known.next()));
        }
        milestones
    })
}

fn postmortem() -> impl Strategy<Value = PostMortem> {
    let status = select(&[Status::Facts, Status::InReview, Status::Published][..]);
    let key = prop_oneof![
        Just("summary"),
        Just("root_cause"),
        Just("lessons"),
        Just("resolution"),
        Just("x_2")
    ];
    let section = (key, nasty(), nasty()).prop_map(|(key, title, text)| Section {
        key: key.to_owned(),
        title,
        text,
    });
    let meeting = (
        moment(),
        any::<u16>(),
        of(person()),
        of(person()),
        of(moment()),
    )
        .prop_map(
            |(scheduled_at, minutes, facilitator, scribe, held_at)| Meeting {
                scheduled_at,
                minutes,
                facilitator,
                scribe,
                held_at,
            },
        );
    let lists = (
        vec(section, 0..5),
        vec(factor(), 0..4),
        vec(answer(), 0..5),
        vec(measure(), 0..3),
        vec(action(), 0..4),
    );
    (
        status,
        lists,
        of(meeting),
        of(moment()),
        of(person()),
        nasty(),
    )
        .prop_map(
            |(status, lists, meeting, published_at, published_by, no_actions_reason)| PostMortem {
                status,
                sections: lists.0,
                factors: lists.1,
                answers: lists.2,
                measures: lists.3,
                actions: lists.4,
                meeting,
                published_at,
                published_by,
                no_actions_reason,
            },
        )
}

pub(crate) fn document() -> impl Strategy<Value = Document> {
    let verdict = select(&[Verdict::Suggested, Verdict::Confirmed][..]);
    let recurrence = (
        reference(),
        verdict,
        vec(nasty(), 0..3),
        of(person()),
        moment(),
    )
        .prop_map(|(earlier, verdict, reasons, by, at)| Recurrence {
            earlier,
            verdict,
            reasons,
            by,
            at,
        });
    let head = (
        of(reference()),
        nasty(),
        select(&[Mode::Standard, Mode::Drill][..]),
        select(&Severity::ALL[..]),
    );
    let services = vec(
        select(&["checkout", "a | b", "new\none"][..]).prop_map(str::to_owned),
        0..3,
    );
    let restricted = (
        proptest::sample::subsequence(vec!["ada".to_owned(), "grace".to_owned()], 0..=2),
        proptest::sample::subsequence(vec!["Payments".to_owned()], 0..=1),
    );
    let restricted = of(restricted.prop_map(|(people, teams)| RestrictedTo { people, teams }));
    let zone = select(&["UTC", "Europe/Berlin", "America/Los_Angeles", "Etc/GMT-2"][..])
        .prop_map(str::to_owned);
    let facts = (milestones(), precision(), impact(), vec(entry(), 0..4));
    let rest = (
        vec(recurrence, 0..2),
        of(moment()),
        of(moment()),
        any::<u32>(),
        of(reference()),
        restricted,
    );
    (head, services, zone, facts, postmortem(), rest).prop_map(
        |(head, services, zone, facts, postmortem, rest)| Document {
            reference: head.0,
            title: head.1,
            mode: head.2,
            severity: head.3,
            services,
            zone,
            milestones: facts.0,
            started_precision: facts.1,
            impact: facts.2,
            timeline: facts.3,
            postmortem,
            recurrences: rest.0,
            created_at: rest.1,
            updated_at: rest.2,
            next_entry: rest.3,
            duplicate_of: rest.4,
            restricted_to: rest.5,
        },
    )
}

/// A workspace that knows some of the names.
pub(crate) fn workspace() -> Workspace {
    let person = |id, handle: &str, name: &str| Person {
        id: PersonId(id),
        handle: handle.into(),
        name: name.into(),
        email: None,
        role: Role::Member,
        team: None,
        active: true,
    };
    let service = |id, name: &str| Service {
        id: ServiceId(id),
        name: name.into(),
        team: None,
        slo: None,
        revenue_per_minute: None,
        aliases: Vec::new(),
    };
    let factor = |id, label: &str| FactorTerm::new(FactorId(id), label.into());
    Workspace {
        people: vec![
            person(1, "ada", "Ada Byron"),
            person(2, "grace", "Grace Hopper"),
        ],
        services: vec![service(7, "checkout"), service(9, "a | b")],
        factors: vec![factor(1, "retries not bounded"), factor(2, "no | canary")],
        ..Workspace::default()
    }
}
