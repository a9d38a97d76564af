//! `init`: a commented config in the working directory.

use std::path::Path;

use super::console::Console;
use zeebe_bindgen::config::{self, CONFIG_NAME};
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};
use zeebe_bindgen::output;

pub(super) fn run(console: &Console, d: &mut Diagnostics) -> Result<(), Reported> {
    output::create(Path::new(CONFIG_NAME), config::commented().as_bytes(), d)?;
    console.say(&format!("wrote {CONFIG_NAME}"));
    Ok(())
}
