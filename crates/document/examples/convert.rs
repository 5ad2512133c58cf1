//! Reads a file and writes it in our template: `cargo run --example convert -- FILE [TIMEZONE]`.

use afterword_document::{ReadOptions, read, write};

#[expect(clippy::print_stdout, reason = "it prints the document")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("which file?")?;
    let options = ReadOptions {
        zone: arguments.next(),
        ..ReadOptions::default()
    };
    let reading = read(&name, &std::fs::read(&name)?, &options)?;
    print!("{}", write(&reading.document));
    println!("{}", serde_json::to_string_pretty(&reading.report)?);
    Ok(())
}
