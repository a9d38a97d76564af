//! Which failures are repeated, how often, how fast, and at what cost.

mod applied;
mod budget;
mod pace;
mod table;
