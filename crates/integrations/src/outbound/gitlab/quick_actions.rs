//! GitLab does what a line of a text says that begins with a slash and a word, such as `/close`, in
//! the name of the token. What people wrote in Afterword must not.
//! See <https://docs.gitlab.com/user/project/quick_actions/>.

/// The text with every line that could be a quick action escaped, within blocks of code as well:
/// where one ends, GitLab may see it otherwise.
pub(super) fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // A carriage return of its own ends a line for GitLab as well.
    for line in text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .split_inclusive('\n')
    {
        let start = line.len() - line.trim_start().len();
        if is_action(&line[start..]) {
            out.push_str(&line[..start]);
            out.push('\\');
            out.push_str(&line[start..]);
        } else {
            out.push_str(line);
        }
    }
    out
}

fn is_action(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('/') else {
        return false;
    };
    let word = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    word.len() < rest.len() && (word.is_empty() || word.starts_with(char::is_whitespace))
}

/// Puts the issue into an iteration, which the REST API has no field for.
pub(super) fn iteration(id: u64) -> String {
    format!("/iteration *iteration:{id}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_command_becomes_text_and_a_path_stays() {
        assert_eq!(without("/close"), "\\/close");
        assert_eq!(
            without("a\n  /assign @ana\r/label ~x\n"),
            "a\n  \\/assign @ana\n\\/label ~x\n"
        );
        for plain in ["/etc/passwd is full", "and/or", "/ alone", "//close", ""] {
            assert_eq!(without(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_left_that_commands(text in "[/a-z \r\n\t`]{0,60}") {
            let left = without(&text);
            for line in left.split(['\n', '\r']) {
                prop_assert!(!is_action(line.trim_start()), "{:?}", left);
            }
        }
    }
}
