//! No package registry is named: whoever builds has their own, set up in their own clients.

use super::Finding;
use super::tree::Tree;

/// Cargo writes its index into the lock file, whatever mirror is used.
const EXEMPT: [&str; 1] = ["Cargo.lock"];

/// In two halves, so that this file is not a finding itself.
const HOSTS: [(&str, &str); 8] = [
    ("crates", ".io"),
    ("static.rust-", "lang.org"),
    ("sh.", "rustup.rs"),
    ("registry.", "npmjs"),
    ("registry.", "yarnpkg"),
    ("pypi", ".org"),
    ("deb.", "debian.org"),
    ("nodesource", ".com"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let hosts = HOSTS.map(|(first, second)| format!("{first}{second}"));
    tree.files()
        .iter()
        .filter(|file| !EXEMPT.contains(&file.path.as_str()))
        .filter_map(|file| {
            let host = hosts
                .iter()
                .find(|host| file.text.contains(host.as_str()))?;
            Some(Finding::new(
                &file.path,
                format!("names a registry's host, {host}"),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_outside_the_lock_file() {
        let text = format!("from {}{}", HOSTS[0].0, HOSTS[0].1);
        let tree = Tree::of(&[("README.md", &text), ("Cargo.lock", &text)]);
        assert_eq!(check(&tree).len(), 1);
    }
}
