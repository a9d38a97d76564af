//! Free ports for engines.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{Ipv4Addr, TcpListener};

use crate::EngineError;

/// Below those that systems give to outgoing connections, so that no
/// connection takes the port of an engine that is restarting.
const RANGE: std::ops::Range<u16> = 20_000..32_000;

/// So many ports of the loopback address that nobody listens on now.
pub(crate) fn free<const N: usize>() -> Result<[u16; N], EngineError> {
    let length = u64::from(RANGE.end - RANGE.start);
    let start = RandomState::new().hash_one(std::process::id()) % length;
    let ports = (0..length).map(|i| RANGE.start + u16::try_from((start + i) % length).unwrap_or(0));
    // Held until all are found, so that none is found twice.
    let held = ports.filter_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    let held: Vec<TcpListener> = held.take(N).collect();
    let ports = held.iter().filter_map(|listener| Some(listener.local_addr().ok()?.port()));
    let ports: Vec<u16> = ports.collect();
    ports.try_into().map_err(|_| EngineError::Failed("there are no free ports".to_owned()))
}
