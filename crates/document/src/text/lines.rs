//! A file as numbered lines, and what a line is: a heading, a bullet, part of a code block.

/// One line without its line break. A carriage return before the break belongs to the break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub number: u32,
    pub text: &'a str,
    /// Inside a fenced code block, or one of its fences.
    pub fenced: bool,
}

impl<'a> Line<'a> {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The level and words of an ATX heading.
    pub(crate) fn heading(&self) -> Option<(u8, &'a str)> {
        if self.fenced || indent(self.text) > 3 {
            return None;
        }
        let text = self.text.trim_start();
        let level = text.bytes().take_while(|byte| *byte == b'#').count();
        let rest = &text[level..];
        if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        let words = rest.trim();
        let bare = words.trim_end_matches('#');
        let words = if bare.is_empty() || bare.ends_with([' ', '\t']) {
            bare.trim()
        } else {
            words
        };
        u8::try_from(level).ok().map(|level| (level, words))
    }

    /// The indentation and content of a list item that begins on this line.
    pub(crate) fn bullet(&self) -> Option<Bullet<'a>> {
        if self.fenced {
            return None;
        }
        let indent = indent(self.text);
        let text = self.text.trim_start();
        let mark = match text.as_bytes().first()? {
            b'-' | b'*' | b'+' => 1,
            byte if byte.is_ascii_digit() => {
                let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                let ends = text
                    .as_bytes()
                    .get(digits)
                    .is_some_and(|byte| matches!(byte, b'.' | b')'));
                if digits > 9 || !ends {
                    return None;
                }
                digits + 1
            }
            _ => return None,
        };
        let rest = &text[mark..];
        if !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        let content = rest.trim_start();
        // Five spaces after the mark begin an indented code block, not a wider item.
        let gap = (rest.len() - content.len()).clamp(1, 4);
        Some(Bullet {
            indent,
            inner: indent + mark + gap,
            content,
        })
    }
}

/// Where a list item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bullet<'a> {
    /// Columns before the mark.
    pub indent: usize,
    /// Columns before the content.
    pub inner: usize,
    pub content: &'a str,
}

/// Columns of white space before the first character; a tab goes to the next multiple of four.
pub(crate) fn indent(text: &str) -> usize {
    let mut columns = 0;
    for byte in text.bytes() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns = (columns / 4 + 1) * 4,
            _ => break,
        }
    }
    columns
}

/// `text` without up to `columns` columns of leading white space.
pub(crate) fn dedent(text: &str, columns: usize) -> &str {
    let mut seen = 0;
    for (at, byte) in text.bytes().enumerate() {
        let step = match byte {
            b' ' => 1,
            b'\t' => 4 - seen % 4,
            _ => return &text[at..],
        };
        if seen + step > columns {
            return &text[at..];
        }
        seen += step;
    }
    ""
}

/// Splits a file into lines and marks its fenced code.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut out = Vec::with_capacity(text.len() / 48 + 1);
    let mut fence: Option<(u8, usize)> = None;
    for (index, raw) in text.split('\n').enumerate() {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        let mark = fence_mark(raw);
        let fenced = match (fence, mark) {
            (None, Some((byte, length, info))) if !(byte == b'`' && info.contains('`')) => {
                fence = Some((byte, length));
                true
            }
            (None, _) => false,
            (Some((open, least)), Some((byte, length, info)))
                if byte == open && length >= least && info.trim().is_empty() =>
            {
                fence = None;
                true
            }
            (Some(_), _) => true,
        };
        out.push(Line {
            number,
            text: raw,
            fenced,
        });
    }
    // The piece after the last line break is no line.
    if out.len() > 1 && out.last().is_some_and(|line| line.text.is_empty()) {
        out.pop();
    }
    if fence.is_some() {
        release_open_fence(&mut out);
    }
    out
}

/// A fence that nothing closes does not swallow the rest of a report: it is taken as text.
fn release_open_fence(lines: &mut [Line<'_>]) {
    let start = lines
        .iter()
        .rposition(|line| !line.fenced)
        .map_or(0, |at| at + 1);
    for line in &mut lines[start..] {
        line.fenced = false;
    }
}

fn fence_mark(text: &str) -> Option<(u8, usize, &str)> {
    let text = text.trim_start();
    let byte = *text.as_bytes().first()?;
    if !matches!(byte, b'`' | b'~') {
        return None;
    }
    let length = text.bytes().take_while(|other| *other == byte).count();
    (length >= 3).then(|| (byte, length, &text[length..]))
}

/// The lines as one text, without blank lines at either end.
pub(crate) fn join(lines: &[Line<'_>], columns: usize) -> String {
    let first = lines
        .iter()
        .position(|line| !line.is_blank())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|line| !line.is_blank())
        .map_or(first, |at| at + 1);
    let mut text = String::with_capacity(lines[first..last].iter().map(|l| l.text.len() + 1).sum());
    for (index, line) in lines[first..last].iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(dedent(line.text, columns).trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_bullets_are_told_from_code() {
        let text = "## Timeline ##\n```\n# no\n```\n  - item\n12) more\n#5 no\n**bold**";
        let lines = lines(text);
        assert_eq!(lines[0].heading(), Some((2, "Timeline")));
        assert_eq!(lines[2].heading(), None);
        assert_eq!(
            lines[4].bullet(),
            Some(Bullet {
                indent: 2,
                inner: 4,
                content: "item"
            })
        );
        assert_eq!(lines[5].bullet().map(|bullet| bullet.content), Some("more"));
        assert_eq!(lines[6].heading(), None);
        assert_eq!(lines[7].bullet(), None);
    }

    #[test]
    fn an_open_fence_swallows_nothing() {
        assert_eq!(lines("a\n```\n## b")[2].heading(), Some((2, "b")));
    }
}
