//! What a file is called here. Its name comes from somebody else's machine: it may hold a path, end
//! in what the file is not, or be written to be read as another.

use super::FileKind;
use crate::text::NAME_MAX;

const TEXTS: [&str; 20] = [
    "txt", "log", "csv", "tsv", "json", "jsonl", "ndjson", "yaml", "yml", "toml", "md", "patch",
    "diff", "sql", "conf", "ini", "out", "err", "trace", "promql",
];
/// What a picture was before it was written anew.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

/// The name without its path and without what no file system, header or line of text should meet,
/// ending in what the file is.
#[must_use]
pub fn file_name(given: &str, kind: FileKind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .map(|c| if is_trouble(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name = words.join(" ");
    // A name that begins with a dot is hidden, one that ends in one loses it on some systems.
    let name = name.trim_matches(['.', ' ']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, ending),
        _ => (name, ""),
    };
    let small = ending.to_ascii_lowercase();
    let (stem, ending) = match kind {
        FileKind::Jpeg if small == "jpeg" => (stem, "jpeg"),
        FileKind::Text if TEXTS.contains(&small.as_str()) => (stem, small.as_str()),
        _ if small == ending_of(kind) => (stem, ending_of(kind)),
        FileKind::Png | FileKind::Jpeg if PICTURES.contains(&small.as_str()) => {
            (stem, ending_of(kind))
        }
        _ => (name, ending_of(kind)),
    };
    let stem: String = stem.chars().take(NAME_MAX - ending.len() - 1).collect();
    let stem = stem.trim_matches(['.', ' ']);
    format!("{}.{ending}", if stem.is_empty() { "file" } else { stem })
}

fn ending_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "png",
        FileKind::Jpeg => "jpg",
        FileKind::Pdf => "pdf",
        FileKind::Svg => "svg",
        FileKind::Text => "txt",
    }
}

/// Control characters, what file systems and shells read as signs, and marks that turn the
/// direction of writing or cannot be seen.
fn is_trouble(c: char) -> bool {
    c.is_control()
        || "\"'`<>:|?*\\/%$;&".contains(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use FileKind::{Jpeg, Pdf, Png, Svg, Text};

    #[test]
    fn a_name_is_of_one_file_and_ends_in_what_it_is() {
        for (given, kind, expected) in [
            ("pool.png", Png, "pool.png"),
            ("../../etc/passwd", Text, "passwd.txt"),
            ("C:\\Users\\mika\\Pool wait.PNG", Png, "Pool wait.png"),
            ("shot.webp", Png, "shot.png"),
            ("photo.JPEG", Jpeg, "photo.jpeg"),
            ("photo.png", Jpeg, "photo.jpg"),
            (
                "a\"b\r\nSet-Cookie: x=1;.log",
                Text,
                "a b Set-Cookie x=1.log",
            ),
            ("index.html", Text, "index.html.txt"),
            ("report.pdf.exe", Pdf, "report.pdf.exe.pdf"),
            ("invoice\u{202e}gnp.svg", Svg, "invoice gnp.svg"),
            (".bashrc", Text, "bashrc.txt"),
            ("..", Png, "file.png"),
            ("", Text, "file.txt"),
            ("журнал.log", Text, "журнал.log"),
        ] {
            assert_eq!(file_name(given, kind), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn any_name_becomes_one_that_can_be_kept(given in any::<String>(), of in 0..5_usize) {
            let kind = [Png, Jpeg, Pdf, Svg, Text][of];
            let name = file_name(&given, kind);
            prop_assert!(name.chars().count() <= NAME_MAX);
            prop_assert!(!name.starts_with(['.', ' ']) && !name.contains(is_trouble), "{name:?}");
            prop_assert_eq!(file_name(&name, kind), name, "a second time nothing changes");
        }
    }
}
