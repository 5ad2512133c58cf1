//! The Markdown that Afterword writes, and reads back to the letter.
//!
//! A file has front matter of flat keys and a body in the usual template. What Markdown cannot show
//! (numbers of entries, votes, samples, threads, earlier wordings) stands in HTML comments, one at
//! the head of each part and one at the end of each entry. Text is written as it is and only once.
//! Short values are shown and are in the comment as well: while the two agree the comment is taken,
//! so that nothing is rounded; where they differ somebody edited the text, and the text is taken.

mod actions;
mod clock;
mod head;
mod impact;
mod items;
mod marker;
mod parts;
mod read;
mod write;

pub(crate) use read::read;
pub use write::write;

/// The front matter key by which a file of ours is known.
pub(crate) const MARK: &str = "afterword";

/// Whether the comments that divide a file of ours are still in it.
pub(crate) fn is_marked(text: &str) -> bool {
    text.contains(marker::PART)
}

/// One line that stands for a text of perhaps several.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
