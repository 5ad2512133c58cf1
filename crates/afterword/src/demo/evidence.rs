//! Links and sampled metrics that stand beside the entries of a timeline.

use afterword_domain::Moment;
use afterword_domain::incident::{Evidence, EvidenceKind};

use super::calendar::after;
use super::dice::Dice;

pub(super) fn link(kind: EvidenceKind, label: impl Into<String>, path: &str) -> Evidence {
    let host = match kind {
        EvidenceKind::MergeRequest | EvidenceKind::Pipeline => "git",
        EvidenceKind::Message => "chat",
        EvidenceKind::Ticket => "support",
        _ => "graphs",
    };
    let url = Some(format!("https://{host}.northwind.example/{path}"));
    Evidence {
        kind,
        label: label.into(),
        url,
        series: Vec::new(),
        unit: None,
        threshold: None,
    }
}

/// What a curve is drawn between: when it rises, turns and is back, and how high it gets.
pub(super) struct Curve {
    pub began: Moment,
    pub turned: Moment,
    pub ended: Moment,
    pub rest: f64,
    pub peak: f64,
    pub unit: &'static str,
}

impl Curve {
    /// The value at a moment, before any noise.
    fn value(&self, at: Moment) -> f64 {
        let along = |from: Moment, to: Moment| {
            let whole = to.since(from).as_secs_f64().max(1.0);
            (at.since(from).as_secs_f64() / whole).clamp(0.0, 1.0)
        };
        let rise = along(self.began, after(self.began, 4));
        let fall = along(self.turned, self.ended);
        self.rest + (self.peak - self.rest) * rise * (1.0 - fall)
    }

    /// About sixty samples, from a little before to a little after.
    pub(super) fn metric(&self, label: &str, path: &str, dice: &mut Dice) -> Evidence {
        let minutes = self.ended.since(self.began).as_mins().max(10);
        let lead = (minutes / 5).clamp(10, 240);
        let step = ((minutes + 2 * lead) / 60).max(1);
        let series = (-lead..=minutes + lead).step_by(usize::try_from(step).unwrap_or(1));
        let series = series.map(|minute| {
            let at = after(self.began, minute);
            let noise = 0.94 + 0.12 * dice.share();
            let value = (self.value(at) * noise * 1e4).round() / 1e4;
            (at.timestamp().as_second(), value)
        });
        let series = series.collect();
        Evidence {
            series,
            unit: Some(self.unit.into()),
            ..link(EvidenceKind::Metric, label, path)
        }
    }
}
