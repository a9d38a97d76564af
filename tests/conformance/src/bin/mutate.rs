//! Turns off one rule at a time in the Rust SDK, and wants to see a scenario fail for each.

use std::collections::BTreeMap;
use std::fs;
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
/// What came of it is written into the table in docs/mutations.md; what a filter leaves out stays as it is there.
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
    let all = match mutation::load() {
        Ok(all) => all,
        Err(findings) => {
            findings.iter().for_each(|finding| eprintln!("{finding}"));
            return ExitCode::from(2);
        }
    };
    let is_meant = |mutation: &&Mutation| {
        let filter = arguments.filter.as_ref();
        filter.is_none_or(|f| f.is_match(&mutation.name) || f.is_match(&mutation.area))
    };
    let chosen: Vec<&Mutation> = all.iter().filter(is_meant).collect();
    if arguments.list {
        for Mutation { area, name, rule, .. } in chosen {
            println!("{area:<10} {name:<34} {rule}");
        }
        return ExitCode::SUCCESS;
    }
    let processors = available_parallelism().map_or(2, NonZeroUsize::get);
    let at_once = arguments.at_once.unwrap_or(4 * processors);
    let tried = match turn_off(&chosen, at_once).await {
        Ok(tried) => tried,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let survivors = tried.values().filter(|fate| !fate.is_noticed()).count();
    println!("{} rules turned off, {survivors} not noticed", tried.len());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mutations.md");
    let older = fs::read_to_string(&page).unwrap_or_default();
    let table = Table::new(&all, &tried, &older);
    if let Err(error) = fs::write(&page, table.to_string()) {
        eprintln!("error: {}: {error}", page.display());
        return ExitCode::from(2);
    }
    if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn turn_off(
    mutations: &[&Mutation],
    at_once: usize,
) -> Result<BTreeMap<String, Fate>, NoCheck> {
    println!("every rule is in force");
    let check = Check::begin(mutations, at_once).await?;
    let mut tried = BTreeMap::new();
    for (mutation, number) in mutations.iter().zip(1..) {
        print!("{number:>3}/{} {:<34} ", mutations.len(), mutation.name);
        // A line that is not complete shows what is under way.
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let fate = check.turn_off(mutation).await?;
        let seconds = start.elapsed().as_secs_f64();
        match &fate {
            Fate::Noticed(names) => println!("{seconds:>5.1} s  {}", names.join(", ")),
            Fate::Survived => {
                println!("{seconds:>5.1} s  SURVIVED {}", mutation.scenarios.join(", "));
            }
            Fate::NotBuilt(output) => println!("{seconds:>5.1} s  NOT BUILT\n{output}"),
        }
        tried.insert(mutation.name.clone(), fate);
    }
    Ok(tried)
}
