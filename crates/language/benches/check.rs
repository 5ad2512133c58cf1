//! How fast text and Markdown are checked.
fn main() {}
