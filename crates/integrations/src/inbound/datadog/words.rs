//! What Datadog puts into its texts beside the words: variables that it left as they are, the state
//! before a title, marks around a message.

use crate::inbound::json::At;

/// A variable that Datadog filled in. Those that say nothing about an event come empty, as "null",
/// or as the variable's own name.
pub(super) fn filled<'a>(at: &At<'a>, name: &str) -> Option<&'a str> {
    let text = at.maybe_text(name)?.trim();
    let is_variable = text
        .strip_prefix('$')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    (text != "null" && text != "None" && !is_variable).then_some(text)
}

/// A title such as "[Re-Triggered on {host:a}] Disk is full" in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Title<'a> {
    pub state: Option<&'a str>,
    /// What the monitor watches, as tags divided by commas.
    pub scope: Option<&'a str>,
    pub words: &'a str,
}

pub(super) fn titled(title: &str) -> Title<'_> {
    let Some((state, words)) = title
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    else {
        return Title {
            words: title.trim(),
            ..Title::default()
        };
    };
    let (state, scope) = match state.split_once(" on ") {
        Some((state, scope)) => (state, Some(scope.trim_matches(['{', '}']))),
        None => (state, None),
    };
    Title {
        state: Some(state.trim()),
        scope,
        words: words.trim(),
    }
}

/// A message without its marks, its mentions and its pictures, up to the links that Datadog adds.
pub(super) fn plain(message: &str) -> String {
    let lines = message.lines().map(str::trim);
    let own = lines.take_while(|line| !line.starts_with("- - -"));
    let said = own.filter(|line| !line.starts_with("%%%") && !line.starts_with("[!["));
    let words = said.map(|line| {
        let words = line
            .split_whitespace()
            .filter(|word| !word.starts_with('@'));
        words.collect::<Vec<_>>().join(" ").replace("**", "")
    });
    let lines: Vec<String> = words.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_not_filled_in_is_absent() {
        let body =
            json!({"a": "$ALERT_CYCLE_KEY", "b": "null", "c": " ", "d": "$5 lost", "e": "x"});
        let at = At::root(&body);
        let filled = ["a", "b", "c", "d", "e"].map(|name| filled(&at, name));
        assert_eq!(filled, [None, None, None, Some("$5 lost"), Some("x")]);
    }

    #[test]
    fn a_title_has_its_state_before_it() {
        let parts = |title| {
            let title = titled(title);
            (title.state, title.scope, title.words)
        };
        assert_eq!(
            parts("[Re-Triggered on {host:a}] Disk is full"),
            (Some("Re-Triggered"), Some("host:a"), "Disk is full")
        );
        assert_eq!(parts("[Recovered] Up"), (Some("Recovered"), None, "Up"));
        assert_eq!(parts(" Up "), (None, None, "Up"));
        assert_eq!(parts("[Up"), (None, None, "[Up"));
    }

    #[test]
    fn a_message_is_what_a_person_wrote() {
        let message = "%%%\n**Queue** is long. @webhook-afterword @mara\n\n[![Graph](https://a)](b)\n\n- - -\n\n[[Monitor Status](x)]\n%%%";
        assert_eq!(plain(message), "Queue is long.");
    }
}
