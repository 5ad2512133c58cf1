//! Addresses of the web pages, as letters and messages of a chat link to them.

/// Where a person says what they want to be told.
const PREFERENCES: &str = "/settings#notices";

/// The pages behind a public address.
#[derive(Clone, Copy, Debug)]
pub struct Pages<'a>(pub &'a str);

impl Pages<'_> {
    /// The address of a path. What does not begin with a stroke is none, and leads to the first
    /// page.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let base = self.0.trim_end_matches('/');
        let is_path = path.starts_with('/') && !path.contains(|c: char| c.is_control() || c == ' ');
        format!("{base}{}", if is_path { path } else { "/" })
    }

    #[must_use]
    pub fn preferences(&self) -> String {
        self.at(PREFERENCES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stands_behind_the_public_address() {
        let pages = Pages("https://afterword.example.org/tools/");
        let at = |path| pages.at(path);
        assert_eq!(
            at("/incidents/INC-57#action-3"),
            "https://afterword.example.org/tools/incidents/INC-57#action-3"
        );
        for odd in ["", "evil.example", "/a b", "/a\r\nb"] {
            assert_eq!(at(odd), "https://afterword.example.org/tools/", "{odd:?}");
        }
    }
}
