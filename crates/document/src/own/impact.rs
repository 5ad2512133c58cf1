//! The impact's numbers as a list that people can read and change.

use afterword_domain::Money;
use afterword_domain::incident::{DetectedBy, Impact};

use super::one_line;
use crate::error::ReadError;
use crate::report::Report;

const UNKNOWN: &str = "not known";

/// A line of the list: what it is called and what it says.
fn lines(impact: &Impact, duration: &str) -> Vec<(&'static str, String)> {
    let number = |value: Option<String>| value.unwrap_or_else(|| UNKNOWN.into());
    let money = |value: Option<Money>| value.map(|money| money.to_string());
    let share = |value: Option<f64>| value.map(|share| format!("{} %", round(share * 100.0)));
    let mut out = vec![
        ("Duration", duration.to_owned()),
        (
            "Users affected",
            number(impact.users_affected.map(|users| users.to_string())),
        ),
        ("Revenue lost", number(money(impact.revenue_lost))),
        (
            "Error budget consumed",
            number(share(impact.error_budget_share)),
        ),
    ];
    let optional = [
        ("Revenue delayed", money(impact.revenue_delayed)),
        ("Credits", money(impact.credits)),
        ("Requests failing", share(impact.failing_share)),
        (
            "Detected by",
            impact.detected_by.map(|by| detected_word(by).to_owned()),
        ),
        (
            "How it was noticed",
            Some(one_line(&impact.detection_note)).filter(|note| !note.is_empty()),
        ),
        (
            "Responders",
            impact.responders.map(|people| people.to_string()),
        ),
        (
            "Response",
            impact
                .response_minutes
                .map(|minutes| format!("{minutes} min")),
        ),
    ];
    out.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name, value))),
    );
    out
}

/// Shown to four places; what is exact stands in the comment.
fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn detected_word(by: DetectedBy) -> &'static str {
    match by {
        DetectedBy::Alert => "alert",
        DetectedBy::Customer => "customer",
        DetectedBy::Colleague => "colleague",
        DetectedBy::Partner => "partner",
    }
}

/// Writes the list.
pub(crate) fn push(out: &mut String, impact: &Impact, duration: &str) {
    for (name, value) in lines(impact, duration) {
        out.push_str("- **");
        out.push_str(name);
        out.push_str(":** ");
        out.push_str(&value);
        out.push('\n');
    }
}

/// Reads the list against what was written. Returns the lines that belong to none.
pub(crate) fn read(
    impact: &mut Impact,
    duration: &str,
    found: &[&str],
    first_line: u32,
    report: &mut Report,
) -> Result<Vec<String>, ReadError> {
    let written = lines(impact, duration);
    let mut stray = Vec::new();
    for (at, text) in found.iter().enumerate() {
        let number = first_line + u32::try_from(at).unwrap_or(0);
        if text.trim().is_empty() {
            continue;
        }
        let split = text
            .strip_prefix("- **")
            .and_then(|rest| rest.split_once(":**"));
        let Some((name, value)) = split.map(|(name, value)| (name.trim(), value.trim())) else {
            stray.push((*text).to_owned());
            continue;
        };
        if written
            .iter()
            .any(|(other, same)| *other == name && same == value)
        {
            continue;
        }
        if name == "Duration" {
            report.note(
                number,
                "the duration follows from the milestones; change those to change it",
            );
            continue;
        }
        if !set(impact, name, value) {
            return Err(ReadError::BadValue {
                line: number,
                key: name.into(),
                found: value.chars().take(60).collect(),
                expected: expected(name).into(),
            });
        }
    }
    Ok(stray)
}

fn set(impact: &mut Impact, name: &str, value: &str) -> bool {
    let known = !matches!(value, "" | UNKNOWN | "?" | "-");
    let plain = value.replace([',', '_'], "");
    let share = || {
        let number = plain.trim_end_matches('%').trim().parse::<f64>().ok()?;
        Some(if plain.ends_with('%') {
            number / 100.0
        } else {
            number
        })
    };
    let whole = || plain.trim_end_matches("min").trim().parse::<u64>().ok();
    let small = || whole().and_then(|number| u32::try_from(number).ok());
    macro_rules! take {
        ($field:ident, $value:expr) => {{
            let value = if known { $value } else { None };
            let fits = value.is_some() || !known;
            if fits {
                impact.$field = value;
            }
            fits
        }};
    }
    match name {
        "Users affected" => take!(users_affected, whole()),
        "Revenue lost" => take!(revenue_lost, plain.parse().ok()),
        "Revenue delayed" => take!(revenue_delayed, plain.parse().ok()),
        "Credits" => take!(credits, plain.parse().ok()),
        "Error budget consumed" => take!(error_budget_share, share()),
        "Requests failing" => take!(failing_share, share()),
        "Responders" => take!(responders, small()),
        "Response" => take!(response_minutes, small()),
        "Detected by" => take!(
            detected_by,
            [
                DetectedBy::Alert,
                DetectedBy::Customer,
                DetectedBy::Colleague,
                DetectedBy::Partner
            ]
            .into_iter()
            .find(|by| detected_word(*by) == value)
        ),
        "How it was noticed" => {
            value.clone_into(&mut impact.detection_note);
            true
        }
        _ => false,
    }
}

fn expected(name: &str) -> &'static str {
    match name {
        "Revenue lost" | "Revenue delayed" | "Credits" => "write an amount such as 12.50 EUR",
        "Error budget consumed" | "Requests failing" => "write a share such as 31 %",
        "Detected by" => "write alert, customer, colleague or partner",
        "Users affected" | "Responders" => "write a whole number",
        "Response" => "write minutes such as 90 min",
        _ => "it is no line of this list",
    }
}
