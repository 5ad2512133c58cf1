//! Links that a source gives, as evidence.

use afterword_domain::incident::{Evidence, EvidenceKind};

/// Longer ones are left out: a cut address leads elsewhere.
const URL_MAX: usize = 2_000;
const LABEL_MAX: usize = 100;

/// A link with a short label; `None` where there is no address of the web to follow.
pub(crate) fn link(kind: EvidenceKind, label: &str, url: Option<&str>) -> Option<Evidence> {
    let url = url.map(str::trim).filter(|url| is_of_the_web(url))?;
    let words: Vec<&str> = label.split_whitespace().collect();
    let label: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LABEL_MAX)
        .collect();
    Some(Evidence {
        kind,
        label,
        url: Some(url.to_owned()),
        series: Vec::new(),
        unit: None,
        threshold: None,
    })
}

fn is_of_the_web(url: &str) -> bool {
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| {
            url.get(..scheme.len())
                .filter(|start| start.eq_ignore_ascii_case(scheme))
        })
        .map(|scheme| &url[scheme.len()..]);
    host.is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['))
        && url.len() <= URL_MAX
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let taken = |url| link(EvidenceKind::Dashboard, "graph", Some(url)).is_some();
        assert!(taken("https://grafana.example/d/1"));
        assert!(taken(" HTTP://[::1]:9090/graph "));
        for url in [
            "",
            "https://",
            "http:///etc/passwd",
            "javascript:alert(1)",
            "/graph",
            "data:text/html,x",
            "https://a b",
            "https://a\u{0}b",
            "httpß://x",
        ] {
            assert!(!taken(url), "{url}");
        }
        assert!(!taken(&format!("https://a/{}", "x".repeat(URL_MAX))));
        assert_eq!(link(EvidenceKind::Log, "log", None), None);
    }
}
