//! `afterword similar`.

use std::path::Path;
use std::process::ExitCode;

use afterword_domain::policy::Sight;
use afterword_domain::recurrence::shadow::SuggestionMode;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_learning::model::{
    Described, Library, Likeness, Match, Reason, ReasonKind, Weights, similar as closest,
};
use afterword_server::features::learning::library::{SimilarLibrary, take_in};
use anyhow::Context as _;
use serde::Serialize;

use crate::cli::{Format, Global, Similar};
use crate::output::WrongUse;
use crate::{folder, output, workplace};

/// An earlier incident as it is told.
#[derive(Serialize)]
struct Found {
    /// Where a folder was read, the file that tells it.
    file: Option<String>,
    reference: IncidentRef,
    title: String,
    began_on: String,
    verdict: Likeness,
    confirmed: bool,
    score: f32,
    reasons: Vec<Reason>,
}

/// What is sought, and its own reference where it is one of those that are looked through.
struct Subject {
    described: Described,
    own: Option<IncidentRef>,
}

pub(crate) async fn similar(global: &Global, options: &Similar) -> anyhow::Result<ExitCode> {
    if options.subject.trim().is_empty() {
        return Err(
            WrongUse("say what is looked for: an incident, a file or a text".into()).into(),
        );
    }
    let found = match &options.source.from {
        Some(from) => in_folder(from, options)?,
        None => in_database(global, options).await?,
    };
    match options.output.format {
        Format::Json => output::json(&found)?,
        Format::Text if found.is_empty() => output::text("Nothing like it was found.")?,
        Format::Text => found.iter().try_for_each(tell)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn in_folder(from: &Path, options: &Similar) -> anyhow::Result<Vec<Found>> {
    let zone = options.source.timezone.clone();
    let (workspace, told) = folder::told(from, zone, workplace::now())?;
    let mut library = Library::default();
    for (_, incident) in &told {
        take_in(&mut library, incident);
    }
    library.settle();
    let of = |reference| {
        told.iter()
            .find(|(_, incident)| incident.reference == reference)
    };
    let subject = match named(&options.subject) {
        Some(reference) => {
            let (_, incident) = of(reference).ok_or_else(|| no_such(reference))?;
            Subject::of(incident)
        }
        None => {
            let mut subject = written(options, &workspace)?;
            // A file of the folder is not like itself.
            let twin =
                |(_, incident): &&(_, Incident)| Described::of(incident) == subject.described;
            subject.own = told
                .iter()
                .find(twin)
                .map(|(_, incident)| incident.reference);
            subject
        }
    };
    let found = look(&library, &subject, &workspace, options);
    let found = found.into_iter().filter_map(|one| {
        let (file, incident) = of(one.reference)?;
        Some(Found::of(one, incident, Some(file.name.clone())))
    });
    Ok(found.collect())
}

async fn in_database(global: &Global, options: &Similar) -> anyhow::Result<Vec<Found>> {
    let store = workplace::open_there(global).await?;
    let workspace = store.workspace().await?;
    let subject = match named(&options.subject) {
        Some(reference) => {
            let incident = store.incident(&Sight::Everything, reference).await?;
            Subject::of(&incident.ok_or_else(|| no_such(reference))?)
        }
        None => written(options, &workspace)?,
    };
    let ask = |library: &Library| look(library, &subject, &workspace, options);
    let mut told = Vec::new();
    for one in SimilarLibrary::default().ask(&store, ask).await? {
        let incident = store.incident(&Sight::Everything, one.reference).await?;
        told.extend(incident.map(|incident| Found::of(one, &incident, None)));
    }
    Ok(told)
}

fn look(
    library: &Library,
    subject: &Subject,
    workspace: &Workspace,
    options: &Similar,
) -> Vec<Match> {
    let most = options.limit.into();
    let found = closest(
        library,
        Weights::fitted(),
        &subject.described,
        subject.own,
        workspace,
        most,
    );
    if workspace.settings.repeat_suggestions == SuggestionMode::Live {
        return found;
    }
    let told = found.into_iter().map(Match::without_suggestion);
    told.collect()
}

fn named(subject: &str) -> Option<IncidentRef> {
    subject.trim().parse().ok()
}

fn no_such(reference: IncidentRef) -> anyhow::Error {
    WrongUse(format!("there is no incident {reference}")).into()
}

/// A file, or else a text.
fn written(options: &Similar, workspace: &Workspace) -> anyhow::Result<Subject> {
    let path = Path::new(&options.subject);
    if !path.is_file() {
        let looks_like_a_file = path.extension().is_some() && !options.subject.contains(' ');
        if looks_like_a_file {
            return Err(WrongUse(format!("there is no file {}", path.display())).into());
        }
        let described = Described::of_text(&options.subject, Some(workplace::now().day()), &[]);
        return Ok(Subject {
            described,
            own: None,
        });
    }
    // Nothing that is found depends on the hour.
    let zone = options
        .source
        .timezone
        .clone()
        .or_else(|| Some("UTC".into()));
    let (theirs, told) = folder::told(path, zone, workplace::now())?;
    let (_, incident) = told.first().context("a file tells one incident")?;
    let mut described = Described::of(incident);
    // The file's services and factors are those of the same name here.
    let services = incident.services.iter().filter_map(|id| {
        let name = &theirs.service(*id)?.name;
        Some(
            workspace
                .services
                .iter()
                .find(|service| &service.name == name)?
                .id,
        )
    });
    described.services = services.collect();
    let factors = described.factors.iter().filter_map(|id| {
        let label = &theirs.factor(*id)?.label;
        Some(
            workspace
                .factors
                .iter()
                .find(|factor| &factor.label == label)?
                .id,
        )
    });
    described.factors = factors.collect();
    Ok(Subject {
        described,
        own: None,
    })
}

impl Subject {
    fn of(incident: &Incident) -> Self {
        Self {
            described: Described::of(incident),
            own: Some(incident.reference),
        }
    }
}

impl Found {
    fn of(found: Match, incident: &Incident, file: Option<String>) -> Self {
        Self {
            file,
            reference: found.reference,
            title: incident.title.clone(),
            began_on: incident.began().day().date().to_string(),
            verdict: found.likeness,
            confirmed: found.confirmed,
            score: found.score,
            reasons: found.reasons,
        }
    }
}

fn tell(found: &Found) -> anyhow::Result<()> {
    let graded = match (found.verdict, found.confirmed) {
        (Likeness::SameCause, true) => "same cause",
        (Likeness::SameCause, false) => "perhaps the same cause",
        (Likeness::Similar, true) => "alike, another cause",
        (Likeness::Similar, false) => "alike",
        (Likeness::InPart, _) => "in part",
    };
    let name = found
        .file
        .clone()
        .unwrap_or_else(|| found.reference.to_string());
    output::text(format!(
        "{name}, {}: {} ({graded})",
        found.began_on, found.title
    ))?;
    for reason in &found.reasons {
        output::text(format!("  {}: {}", label(reason.kind), reason.text))?;
    }
    Ok(())
}

fn label(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::Path => "Path",
        ReasonKind::Reference => "Mention",
        ReasonKind::Service => "Service",
        ReasonKind::Factor => "Factor",
        ReasonKind::Mechanism => "Failure",
        ReasonKind::Component => "Component",
        ReasonKind::Trigger => "Trigger",
        ReasonKind::Words => "Words",
        ReasonKind::Fix => "Fix",
        ReasonKind::Course => "Course",
    }
}
