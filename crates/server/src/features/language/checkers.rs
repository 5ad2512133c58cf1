//! The checker of a workspace: the pack, with its people's names and what its settings add. It is
//! made once and kept for as long as neither changes.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use afterword_domain::workspace::{LanguageSeverity, Workspace};
use afterword_language::{Additions, Checker, Pack, Severity};

/// Cheap to clone; all clones keep one checker.
#[derive(Clone, Default)]
pub struct Checkers(Arc<Mutex<Option<Kept>>>);

struct Kept {
    /// What it was made from, so that most times nothing has to be compared.
    workspace: Arc<Workspace>,
    additions: Arc<Additions>,
    checker: Arc<Checker>,
}

/// A checker with what was added to the pack.
#[derive(Clone)]
pub struct Added {
    pub additions: Arc<Additions>,
    pub checker: Arc<Checker>,
}

impl Checkers {
    pub fn of(&self, workspace: &Arc<Workspace>) -> Added {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_mut() {
            if !Arc::ptr_eq(&known.workspace, workspace) && *known.additions == additions(workspace)
            {
                known.workspace = Arc::clone(workspace);
            }
            if Arc::ptr_eq(&known.workspace, workspace) {
                return Added {
                    additions: Arc::clone(&known.additions),
                    checker: Arc::clone(&known.checker),
                };
            }
        }
        let additions = additions(workspace);
        let checker = Arc::new(checker(&additions));
        let additions = Arc::new(additions);
        *kept = Some(Kept {
            workspace: Arc::clone(workspace),
            additions: Arc::clone(&additions),
            checker: Arc::clone(&checker),
        });
        Added { additions, checker }
    }
}

/// The checker of a workspace, for whoever needs it once.
pub fn checker_of(workspace: &Workspace) -> Checker {
    checker(&additions(workspace))
}

/// The rules of the pack as it comes.
pub fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(Pack::english)
}

#[expect(
    clippy::expect_used,
    reason = "tests read the pack, and only rules that it has are set otherwise"
)]
fn checker(additions: &Additions) -> Checker {
    Checker::new(pack(), additions).expect("the English pack is well formed")
}

fn additions(workspace: &Workspace) -> Additions {
    let settings = &workspace.settings.language;
    let members = workspace.people.iter().map(|person| person.name.clone());
    let severities = settings.severities.iter();
    Additions {
        names: members.chain(settings.names.iter().cloned()).collect(),
        roles: settings.roles.clone(),
        allowed: settings.allowed.clone(),
        // A rule that an older pack had is no reason to check nothing.
        severities: severities
            .filter(|(rule, _)| pack().rule(rule).is_some())
            .map(|(rule, severity)| (rule.clone(), of_pack(*severity)))
            .collect(),
    }
}

fn of_pack(severity: LanguageSeverity) -> Severity {
    match severity {
        LanguageSeverity::Off => Severity::Off,
        LanguageSeverity::Note => Severity::Note,
        LanguageSeverity::Warning => Severity::Warning,
        LanguageSeverity::Error => Severity::Error,
    }
}

/// A severity of the pack in the words of the API.
pub fn told(severity: Severity) -> LanguageSeverity {
    match severity {
        Severity::Off => LanguageSeverity::Off,
        Severity::Note => LanguageSeverity::Note,
        Severity::Warning => LanguageSeverity::Warning,
        Severity::Error => LanguageSeverity::Error,
    }
}
