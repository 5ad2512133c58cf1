//! How far something that takes a while has come, on standard error, where somebody looks.

use indicatif::{ProgressBar, ProgressStyle};

/// Gone when it is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::no_length();
        bar.set_style(ProgressStyle::default_spinner());
        Self(bar)
    }

    /// What is done now, of how much.
    pub(crate) fn step(&self, what: &'static str, of: u64) {
        let style = ProgressStyle::with_template("{msg} {bar:40} {percent} %");
        self.0
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.0.set_message(what);
        self.0.set_position(0);
        self.0.set_length(of.max(1));
    }

    pub(crate) fn at(&self, position: u64) {
        self.0.set_position(position);
    }

    pub(crate) fn on(&self, more: u64) {
        self.0.inc(more);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
