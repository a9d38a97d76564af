//! Writes the SDK into `OUT_DIR`, again whenever the proto or the semantics change.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use zeebe_bindgen::Generator;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("not run by Cargo")?);
    let report = Generator::new()
        .proto("../proto/gateway.proto")
        .semantics("../proto/acme.semantics.toml")
        .language("rust")
        .option("layout", "include")
        .out_dir(out.join("sdk"))
        .generate()?;
    report.print_rerun_if_changed();
    Ok(())
}
