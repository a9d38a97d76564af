//! Turns off one rule at a time in the Rust SDK, and wants to see a scenario fail for each.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Instant;

use clap::Parser;
use regex::Regex;
use zeebe_conformance::mutation::{self, Check, Fate, Mutation, NoCheck, Table};

/// Turns off one rule at a time in the Rust SDK; a scenario has to fail for each
///
/// Without a filter the table in docs/mutations.md is written anew.
#[derive(Debug, Parser)]
#[command(name = "mutate")]
struct Arguments {
    /// Only mutations whose name or area this matches
    #[arg(long, value_name = "RE")]
    filter: Option<Regex>,
    /// How many scenarios are played at once
    #[arg(long, value_name = "N")]
    at_once: Option<usize>,
    /// Only print the names and rules
    #[arg(long)]
    list: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut mutations = match mutation::load() {
        Ok(mutations) => mutations,
        Err(findings) => {
            findings.iter().for_each(|finding| eprintln!("{finding}"));
            return ExitCode::from(2);
        }
    };
    if let Some(filter) = &arguments.filter {
        mutations.retain(|m| filter.is_match(&m.name) || filter.is_match(&m.area));
    }
    if arguments.list {
        for Mutation { area, name, rule, .. } in &mutations {
            println!("{area:<10} {name:<34} {rule}");
        }
        return ExitCode::SUCCESS;
    }
    let processors = available_parallelism().map_or(2, NonZeroUsize::get);
    let at_once = arguments.at_once.unwrap_or(4 * processors);
    let rows = match turn_off(mutations, at_once).await {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let survivors = rows.iter().filter(|(_, fate)| !fate.is_noticed()).count();
    println!("{} rules turned off, {survivors} not noticed", rows.len());
    if arguments.filter.is_none()
        && let Err(error) = std::fs::write(page(), Table { rows: &rows }.to_string())
    {
        eprintln!("error: {}: {error}", page().display());
        return ExitCode::from(2);
    }
    if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn page() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mutations.md")
}

async fn turn_off(
    mutations: Vec<Mutation>,
    at_once: usize,
) -> Result<Vec<(Mutation, Fate)>, NoCheck> {
    println!("every rule is in force");
    let check = Check::begin(&mutations, at_once).await?;
    let (mut rows, all) = (Vec::new(), mutations.len());
    for mutation in mutations {
        print!("{:>3}/{all} {:<34} ", rows.len() + 1, mutation.name);
        // A line that is not complete shows what is under way.
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let fate = check.turn_off(&mutation).await?;
        let seconds = start.elapsed().as_secs_f64();
        match &fate {
            Fate::Noticed(names) => println!("{seconds:>5.1} s  {}", names.join(", ")),
            Fate::Survived => {
                println!("{seconds:>5.1} s  SURVIVED {}", mutation.scenarios.join(", "))
            }
            Fate::NotBuilt(output) => println!("{seconds:>5.1} s  NOT BUILT\n{output}"),
        }
        rows.push((mutation, fate));
    }
    Ok(rows)
}
