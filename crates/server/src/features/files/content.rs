//! What a file is, by what it holds. Its name and what its sender calls it say nothing.

use afterword_domain::Refusal;
use afterword_domain::file::{FILE_MAX, FileKind};
use image::ImageFormat;

use super::picture;

/// A file cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("the file is empty")]
    Empty,
    #[error(
        "this is none of the files that are taken: pictures (PNG, JPEG, GIF, WebP), PDF, SVG, and \
         text in UTF-8, such as logs; unpack an archive and attach what is in it"
    )]
    Kind,
    #[error("the picture is broken or cut off; make it again, and attach that")]
    Broken,
    #[error(
        "the picture has too many pixels: {} million are the most; attach a smaller one, or a part",
        picture::MOST_PIXELS / 1_000_000
    )]
    TooManyPixels,
    #[error(
        "the picture, written anew without what else was in its file, is larger than {} MiB; attach \
         a smaller one, or save it as JPEG",
        FILE_MAX >> 20
    )]
    GrewTooLarge,
}

impl Refusal for NotTaken {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::Kind => "file_kind",
            Self::Broken => "broken_picture",
            Self::TooManyPixels | Self::GrewTooLarge => "picture_too_large",
        }
    }
}

/// A file as it is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) kind: FileKind,
    pub(super) content: Vec<u8>,
}

/// Looks at a file, and writes a picture anew. It may take a second and some hundred megabytes.
///
/// # Errors
/// [`NotTaken`].
pub(super) fn take(content: Vec<u8>) -> Result<Taken, NotTaken> {
    if content.is_empty() {
        return Err(NotTaken::Empty);
    }
    if let Some(format) = picture_format(&content) {
        return picture::write_anew(&content, format);
    }
    let kind = if content.starts_with(b"%PDF-") {
        FileKind::Pdf
    } else {
        text_kind(&content).ok_or(NotTaken::Kind)?
    };
    Ok(Taken { kind, content })
}

fn picture_format(content: &[u8]) -> Option<ImageFormat> {
    match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Text has no control characters but those of layout and of a terminal's colours.
fn text_kind(content: &[u8]) -> Option<FileKind> {
    let text = std::str::from_utf8(content).ok()?;
    let of_layout = [
        '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{8}', '\u{7}', '\u{1b}',
    ];
    let strange = |c: char| c.is_ascii_control() && !of_layout.contains(&c);
    if text.contains(strange) {
        return None;
    }
    Some(if is_drawing(text) {
        FileKind::Svg
    } else {
        FileKind::Text
    })
}

/// How far into a file its first element is looked for.
const HEAD: usize = 4_096;

/// Whether the first element, after declarations and comments, is `svg`. What is missed is text, and
/// shown as that.
fn is_drawing(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    let begin = rest.len();
    while begin - rest.len() < HEAD {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        let Some(at) = rest.find(end) else {
            return false;
        };
        rest = rest[at + end.len()..].trim_start();
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let name = name.split(|c: char| c.is_whitespace() || c == '>' || c == '/');
    let name = name.map(|name| name.rsplit(':').next()).next().flatten();
    name.is_some_and(|name| name.eq_ignore_ascii_case("svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(content: &[u8]) -> Result<FileKind, NotTaken> {
        take(content.to_vec()).map(|taken| taken.kind)
    }

    #[test]
    fn text_is_what_reads_as_text() {
        for text in [
            "09:12:04 ERROR pool exhausted\n",
            "\u{1b}[31mred\u{1b}[0m\r\n",
            "<html><script>alert(1)</script></html>",
            "%!PS-Adobe",
            "журнал",
        ] {
            assert_eq!(kind(text.as_bytes()), Ok(FileKind::Text), "{text}");
        }
        assert_eq!(kind(b"%PDF-1.7\n\xe2\xe3"), Ok(FileKind::Pdf));
    }

    #[test]
    fn a_drawing_is_known_whatever_stands_before_it() {
        for text in [
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}\n<?xml version='1.0'?>\n<!-- a > b -->\n<!DOCTYPE svg>\n<SVG>",
            "<s:svg onload='alert(1)'>",
        ] {
            assert_eq!(kind(text.as_bytes()), Ok(FileKind::Svg), "{text}");
        }
        for text in ["<svgx/>", "an <svg> in a sentence", "<!-- <svg>"] {
            assert_eq!(kind(text.as_bytes()), Ok(FileKind::Text), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_in_words() {
        for content in [
            &b"PK\x03\x04archive"[..],
            b"\x7fELF\x02\x01\x01\0",
            b"MZ\x90\0",
            b"\x1f\x8b\x08gzip",
            b"a\0b",
            b"\xff\xfet\0e\0x\0t\0",
            b"latin \xe9",
            b"BM\x36\0\0\0",
            b"II*\0",
            b"RIFF\x04\0\0\0WAVE",
        ] {
            assert_eq!(kind(content), Err(NotTaken::Kind), "{content:?}");
        }
        assert_eq!(kind(b""), Err(NotTaken::Empty));
        assert!(NotTaken::TooManyPixels.to_string().contains("36 million"));
        assert!(NotTaken::GrewTooLarge.to_string().contains("25 MiB"));
    }
}
