//! An address in its parts, decoded as far as a label needs it. It is read to be called by a name,
//! never to be followed.

/// An address of the web.
#[derive(Debug)]
pub(super) struct Address<'a> {
    /// Small letters, without a name, a password or a port.
    pub(super) host: String,
    /// The parts between slashes that are not empty, decoded.
    pub(super) path: Vec<String>,
    query: &'a str,
    /// What comes after `#`, as it stands there.
    pub(super) fragment: &'a str,
}

impl<'a> Address<'a> {
    pub(super) fn of(url: &'a str) -> Option<Self> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))?;
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let host = without_port(host).to_lowercase();
        let path = path.split('/').filter(|part| !part.is_empty());
        (!host.is_empty()).then(|| Self {
            host,
            path: path.map(decoded).collect(),
            query,
            fragment,
        })
    }

    /// The parts of the path, to be matched.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// A parameter of the query, decoded; `+` is a blank there.
    pub(super) fn asked(&self, name: &str) -> Option<String> {
        let mut pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(decoded(&value.replace('+', " "))).filter(|value| !value.trim().is_empty())
    }

    /// Whether the host is this one or lies below it.
    pub(super) fn is_at(&self, domain: &str) -> bool {
        self.host
            .strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// Whether a part of the host's name begins with a word: `grafana.example.org`,
    /// `grafana-eu.example.org`.
    pub(super) fn is_called(&self, word: &str) -> bool {
        self.host.split('.').any(|label| label.starts_with(word))
    }
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.find(']').map_or(host, |end| &host[..=end]);
    }
    host.split_once(':').map_or(host, |(host, _)| host)
}

/// A text with `%20` as a blank. What decodes to no text stays as it is.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match (first, after) {
            (b'%', [high, low, ..]) => nibble(*high).zip(nibble(*low)),
            _ => None,
        };
        if let Some((high, low)) = byte {
            bytes.push(high << 4 | low);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// `ledger-overview` as `ledger overview`.
pub(super) fn words(slug: &str) -> String {
    slug.replace(['-', '_'], " ")
}

/// A number as it stands in a path.
pub(super) fn is_number(part: &str) -> bool {
    (1..=20).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_its_parts() {
        let address =
            Address::of("https://me:pw@Git.Example.org:8443//a%2Fb/c?q=1+2&x=%41#L3?#").unwrap();
        assert_eq!(address.host, "git.example.org");
        assert_eq!(address.path, ["a/b", "c"]);
        assert_eq!(address.asked("q").as_deref(), Some("1 2"));
        assert_eq!(address.asked("x").as_deref(), Some("A"));
        assert_eq!(address.asked("y"), None);
        assert_eq!(address.fragment, "L3?#");
        assert!(address.is_at("example.org") && !address.is_at("ample.org"));
        assert_eq!(Address::of("http://[::1]:80/x").unwrap().host, "[::1]");
        assert_eq!(Address::of("http://[::1/x").unwrap().host, "[::1");
    }

    #[test]
    fn what_decodes_to_no_text_stays() {
        assert_eq!(decoded("%ff%2"), "%ff%2");
        assert_eq!(decoded("%e2%82%ac%"), "€%");
    }
}
