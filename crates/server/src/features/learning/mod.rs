//! What the incidents teach together: patterns, similar incidents, and finding things.

pub mod clusters;
pub mod considered;
pub mod followed;
pub mod lessons;
pub mod library;
pub mod patterns;
pub mod search;
pub mod shadow;
pub mod similar;
pub mod times;
pub mod yearly;
