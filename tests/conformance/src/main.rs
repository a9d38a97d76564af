//! The suite on the command line.

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread::available_parallelism;

use clap::{Parser, ValueEnum};
use regex::Regex;
use zeebe_conformance::driver::{self, Language};
use zeebe_conformance::run::{self, NoRun, Options};
use zeebe_conformance::scenario::Engine;

/// Runs one suite against every SDK.
#[derive(Debug, Parser)]
#[command(name = "zeebe-conformance")]
struct Arguments {
    /// A language; may be repeated. Without it every one whose SDK is generated here
    #[arg(long = "lang", value_name = "LANG", value_parser = language)]
    languages: Vec<&'static Language>,
    /// The command of a driver of your own, started in the root of the repository
    #[arg(long, value_name = "COMMAND", conflicts_with = "languages")]
    driver: Option<String>,
    /// Only scenarios whose name, area or title this matches
    #[arg(long, value_name = "RE")]
    filter: Option<Regex>,
    /// What the scenarios are played against
    #[arg(long, value_enum, default_value = "mock")]
    engine: EngineWord,
    /// How the report is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// How often each scenario is played
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: u32,
    /// How many are played at once
    #[arg(long, value_name = "N")]
    at_once: Option<usize>,
    /// Keep what the reference makes the gateway see as what every SDK must make it see
    #[arg(long)]
    record: bool,
    /// Only print the names and titles of the scenarios
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EngineWord {
    Mock,
    Broker,
    Newest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn language(id: &str) -> Result<&'static Language, String> {
    let ids = || driver::languages().iter().map(|language| language.id).collect::<Vec<_>>();
    driver::find(id).ok_or_else(|| format!("there are: {}", ids().join(", ")))
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        return list();
    }
    let processors = available_parallelism().map_or(2, NonZeroUsize::get);
    let options = Options {
        languages: match arguments.driver {
            Some(command) => vec![driver::of_command(&command)],
            None => arguments.languages,
        },
        filter: arguments.filter,
        engine: match arguments.engine {
            EngineWord::Mock => Engine::Mock,
            EngineWord::Broker => Engine::Broker,
            EngineWord::Newest => Engine::Newest,
        },
        repeat: arguments.repeat,
        at_once: arguments.at_once.unwrap_or(4 * processors),
        record: arguments.record,
        require_toolchains: std::env::var_os("REQUIRE_TOOLCHAINS").is_some(),
    };
    let report = match run::run(&options).await {
        Ok(report) => report,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match arguments.format {
        Format::Text => print!("{report}"),
        Format::Json => println!("{:#}", report.to_json()),
    }
    if report.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn list() -> ExitCode {
    match run::scenarios() {
        Ok(scenarios) => {
            for scenario in scenarios {
                println!("{:<8} {:<24} {}", scenario.area, scenario.name(), scenario.title);
            }
            ExitCode::SUCCESS
        }
        Err(findings) => {
            eprintln!("{}", NoRun::Findings(findings));
            ExitCode::from(2)
        }
    }
}
