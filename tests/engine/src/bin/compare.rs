//! Asks the engines anew and writes what they answer: `observed/`, and
//! `docs/real-engine.md`.

use std::path::Path;

use zeebe_engine_tests::compare::{Observation, observe, observe_mock, render, write};
use zeebe_engine_tests::{Broker, EngineError, Newest};

#[tokio::main]
async fn main() -> Result<(), EngineError> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let observed = root.join("observed");
    let mock = observe_mock().await?;
    let broker = {
        let broker = Broker::start().await?;
        observe(&broker.address()).await?
    };
    write(&observed.join(format!("zeebe-{}.jsonl", Broker::RELEASE)), &broker)?;
    let newest = {
        let newest = Newest::start().await?;
        observe(&newest.address()).await?
    };
    write(&observed.join(format!("zeebe-{}.jsonl", Newest::RELEASE)), &newest)?;
    let page = root.join("../../docs/real-engine.md");
    let written = std::fs::write(&page, render(&broker, &mock, &newest));
    written.map_err(|error| EngineError::Failed(format!("{}: {error}", page.display())))?;
    differences(&broker, &mock);
    Ok(())
}

/// What to correct in the mock, or to explain.
fn differences(broker: &[Observation], mock: &[Observation]) {
    for row in broker.iter().filter(|row| !mock.contains(row)) {
        let mock = mock.iter().find(|other| other.is_about(row));
        println!("{}, {}", row.rpc, row.situation);
        println!("  broker {} {} {}", row.status, row.details, said(row));
        match mock {
            Some(mock) => println!("  mock   {} {} {}", mock.status, mock.details, said(mock)),
            None => println!("  mock   not asked"),
        }
    }
}

fn said(row: &Observation) -> &str {
    row.reply.as_deref().unwrap_or_default()
}
