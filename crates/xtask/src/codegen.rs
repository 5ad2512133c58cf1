//! The generated files: the API's description, and the types of the web client made from it.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::command;

const OPENAPI: &str = "docs/openapi.json";
const SCHEMA: &str = "web/src/lib/api/schema.d.ts";

/// A server that is built already; without it, one is built.
const BINARY_VARIABLE: &str = "AFTERWORD_BIN";

pub(crate) fn write(root: &Path) -> Result<()> {
    fs::write(root.join(OPENAPI), openapi(root)?)
        .with_context(|| format!("{OPENAPI} cannot be written"))?;
    make_schema(root)?;
    println!("{OPENAPI} and {SCHEMA} are made.");
    Ok(())
}

/// Fails when a committed file is not what the code makes of it, and leaves it as it was.
pub(crate) fn check(root: &Path) -> Result<()> {
    let described = read(root, OPENAPI)?;
    let typed = read(root, SCHEMA)?;
    if described != openapi(root)? {
        bail!("{OPENAPI} is not what the server says of itself: run `cargo xtask codegen`");
    }
    make_schema(root)?;
    let made = read(root, SCHEMA)?;
    if typed != made {
        fs::write(root.join(SCHEMA), typed)?;
        bail!("{SCHEMA} is not what {OPENAPI} makes: run `cargo xtask codegen`");
    }
    println!("{OPENAPI} and {SCHEMA} are up to date.");
    Ok(())
}

fn openapi(root: &Path) -> Result<String> {
    let text = match binary() {
        Some(binary) => command::output(root, &binary, &["openapi"])?,
        None => command::output(
            root,
            "cargo",
            &["run", "--quiet", "-p", "afterword", "--", "openapi"],
        )?,
    };
    Ok(format!("{}\n", text.trim_end()))
}

fn make_schema(root: &Path) -> Result<()> {
    command::output(&root.join("web"), "npm", &["run", "--silent", "api"]).map(drop)
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path))
        .with_context(|| format!("{path} cannot be read; `cargo xtask codegen` makes it"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the caller hands over what it built"
)]
fn binary() -> Option<String> {
    env::var(BINARY_VARIABLE).ok()
}
