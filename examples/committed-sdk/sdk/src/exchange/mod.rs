//! A call from its first attempt to its last: deadline, line, retries.
//!
//! - `plan`: what is known before anything is sent
//! - `interrupt`: what ends a call from this side: deadline, token, close
//! - `run`: the loop over the attempts
//! - `prove`: what proves who calls
//! - `judge`: what to do after a failed attempt; all rules about retries
//! - `report`: the error at the end
//! - `dispatch`: where calls of each shape enter
//! - `upload`: requests that are streams

mod dispatch;
mod interrupt;
mod judge;
mod plan;
mod prove;
mod report;
mod run;
mod upload;

pub(crate) use interrupt::Interrupts;
pub(crate) use plan::Plan;
pub(crate) use report::{Tried, report, unreadable};
