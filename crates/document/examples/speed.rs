//! How long reading and writing take: `cargo run --release --example speed -- FOLDER [TIMEZONE]`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use afterword_document::{ReadOptions, read, write};

#[expect(clippy::print_stdout, reason = "it prints what it measured")]
fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| ".".into()));
    let zone = arguments.next().or_else(|| Some("Europe/London".into()));
    let options = ReadOptions {
        zone,
        ..ReadOptions::default()
    };
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let rounds = 20;
    let mut documents = Vec::new();
    let begun = Instant::now();
    for _ in 0..rounds {
        documents = files
            .iter()
            .filter_map(|(name, bytes)| read(name, bytes, &options).ok())
            .collect();
    }
    let reading = begun.elapsed();
    let begun = Instant::now();
    let mut written = 0;
    for _ in 0..rounds {
        written += documents
            .iter()
            .map(|reading| write(&reading.document).len())
            .sum::<usize>();
    }
    let writing = begun.elapsed();
    let texts: Vec<String> = documents
        .iter()
        .map(|reading| write(&reading.document))
        .collect();
    let begun = Instant::now();
    for _ in 0..rounds {
        for text in &texts {
            written += usize::from(read("x.md", text.as_bytes(), &options).is_ok());
        }
    }
    let again = begun.elapsed();
    let per = |total: std::time::Duration| {
        total / (rounds * u32::try_from(documents.len().max(1)).unwrap_or(1))
    };
    println!(
        "{} files of {bytes} bytes, {} read, {written} bytes written",
        files.len(),
        documents.len()
    );
    println!(
        "reading {:?} a file, writing {:?}, reading our own {:?}",
        per(reading),
        per(writing),
        per(again)
    );
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, std::fs::read(&path)?));
        }
    }
    Ok(())
}
