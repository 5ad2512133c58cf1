//! The index as its users meet it: what it finds, what it shows, and what it does when its folder
//! is not as it left it.

mod damage;
mod finding;
mod rebuilt;
mod samples;
mod snippets;
