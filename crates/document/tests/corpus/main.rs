//! Every reading claim against 129 real post-mortems of four organisations.

mod accounts;
mod adoption;
mod files;
mod round_trip;
mod starts;
mod words;
