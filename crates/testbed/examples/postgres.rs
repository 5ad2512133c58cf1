//! A PostgreSQL of one's own, for tests that are no Rust: prints its address, and stops it when
//! nobody holds its input open any more.

use std::io::{self, Read as _, Write as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = afterword_testbed::postgres_server()?;
    let mut out = io::stdout();
    writeln!(out, "{}", server.url())?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
