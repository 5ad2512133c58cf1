//! Graded pairs of post-mortems: what people said of each, read from a table with tabs.

/// 0 nothing in common, 1 alike, 2 of one cause.
pub type Grade = u8;

/// A pair that somebody graded, by the paths of its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub grade: Grade,
    pub earlier: String,
    pub later: String,
}

/// A line is no graded pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    #[error(
        "the first line names no column {0}; it names grade, earlier and later with tabs between"
    )]
    NoColumn(&'static str),
    #[error("line {line}: the grade is “{given}”; it is 0, 1 or 2")]
    Grade { line: usize, given: String },
    #[error("line {line}: there is no {column}")]
    Empty { line: usize, column: &'static str },
    #[error("there is no graded pair in it")]
    Nothing,
}

impl Label {
    /// Reads the columns `grade`, `earlier` and `later`; others may stand between them.
    ///
    /// # Errors
    /// [`LabelError`] with the line.
    pub fn read_all(text: &str) -> Result<Vec<Self>, LabelError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.trim().is_empty());
        let (head, _) = lines.next().ok_or(LabelError::Nothing)?;
        let names: Vec<_> = head.split('\t').map(str::trim).collect();
        let column = |name| {
            let place = names.iter().position(|other| *other == name);
            place
                .map(|place| (name, place))
                .ok_or(LabelError::NoColumn(name))
        };
        let (grade, earlier, later) = (column("grade")?, column("earlier")?, column("later")?);
        let mut labels = Vec::new();
        for (text, line) in lines {
            let cells: Vec<_> = text.split('\t').map(str::trim).collect();
            let cell = |(column, place): (&'static str, usize)| {
                let cell = cells.get(place).filter(|cell| !cell.is_empty());
                cell.copied().ok_or(LabelError::Empty { line, column })
            };
            let given = cell(grade)?;
            labels.push(Self {
                grade: match given {
                    "0" => 0,
                    "1" => 1,
                    "2" => 2,
                    _ => {
                        return Err(LabelError::Grade {
                            line,
                            given: given.to_owned(),
                        });
                    }
                },
                earlier: cell(earlier)?.to_owned(),
                later: cell(later)?.to_owned(),
            });
        }
        if labels.is_empty() {
            return Err(LabelError::Nothing);
        }
        Ok(labels)
    }
}

/// Whether a label's path means a document: one is the end of the other, so that it does not matter
/// from where either is told.
#[must_use]
pub(super) fn means(label: &str, document: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short)
            .is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    ends(label, document) || ends(document, label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let text =
            "grade\tbasis\tearlier\tlater\twhy\n2\tx\ta.md\tb.md\tsame\n\n0\ty\tb.md\tc.md\t\n";
        let labels = Label::read_all(text).unwrap();
        let told: Vec<_> = labels
            .iter()
            .map(|one| (one.grade, one.earlier.as_str(), one.later.as_str()))
            .collect();
        assert_eq!(told, [(2, "a.md", "b.md"), (0, "b.md", "c.md")]);
    }

    #[test]
    fn what_is_no_table_of_pairs_is_refused_with_its_line() {
        let refused = |text: &str| Label::read_all(text).unwrap_err().to_string();
        assert_eq!(refused(""), "there is no graded pair in it");
        assert_eq!(
            refused("grade\tearlier\tlater\n"),
            "there is no graded pair in it"
        );
        assert!(refused("grade\tearlier\n1\ta").contains("names no column later"));
        assert_eq!(
            refused("grade\tearlier\tlater\n3\ta\tb"),
            "line 2: the grade is “3”; it is 0, 1 or 2"
        );
        assert_eq!(
            refused("grade\tearlier\tlater\n1\ta"),
            "line 2: there is no later"
        );
    }

    #[test]
    fn a_path_may_begin_anywhere_and_ends_where_the_other_ends() {
        assert!(means("postmortems/dfds/a.md", "dfds/a.md"));
        assert!(means("dfds/a.md", "data/postmortems/dfds/a.md"));
        assert!(!means("dfds/a.md", "chia/a.md"));
        assert!(!means("dfds/ba.md", "a.md"));
    }
}
