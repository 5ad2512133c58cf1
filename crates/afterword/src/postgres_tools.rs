//! PostgreSQL's own programs: `pg_dump`, `pg_restore` and `psql`, as they are found on the path.
//! A password goes to them by the environment, where other users do not see it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, anyhow, bail};
use url::Url;

use crate::output::WrongUse;

/// Where a database is, as libpq reads it, and apart from it the password.
pub(crate) struct Address {
    url: String,
    password: Option<String>,
}

/// What our driver understands in an address and libpq does not.
const DRIVERS_OWN: [&str; 1] = ["statement-cache-capacity"];

impl Address {
    pub(crate) fn of(url: &str) -> anyhow::Result<Self> {
        let wrong = || WrongUse("this is no address of PostgreSQL's programs".into());
        let mut url = Url::parse(url).map_err(|_| wrong())?;
        let mut password = url.password().map(decoded);
        let _ = url.set_password(None);
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        for (name, value) in pairs {
            if name == "password" {
                password = Some(value);
            } else if !DRIVERS_OWN.contains(&name.as_str()) {
                let name = name.replace("ssl-", "ssl");
                url.query_pairs_mut().append_pair(&name, &value);
            }
        }
        Ok(Self {
            url: url.into(),
            password,
        })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("--dbname").arg(&self.url);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs to the end; what it complains of is the error.
fn run(program: &str, command: &mut Command) -> anyhow::Result<Output> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| not_started(program, &error))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed: {}", complaint.trim());
    }
    Ok(output)
}

fn not_started(program: &str, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!(
            "{program} is not installed, or not on the path: install PostgreSQL's client programs \
             (on Debian, postgresql-client), at least of the server's version"
        ),
        _ => anyhow!("{program} did not start: {error}"),
    }
}

/// Refuses a program that is missing, or older than the server.
pub(crate) fn must_suit(program: &str, server: u32) -> anyhow::Result<()> {
    let output = run(program, Command::new(program).arg("--version"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = major(&told);
    let found = found.with_context(|| format!("{program} says no version: {}", told.trim()))?;
    if found < server {
        bail!(
            "{program} is of PostgreSQL {found} and the server of {server}: install the client \
             programs of PostgreSQL {server} or newer"
        );
    }
    Ok(())
}

/// `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`
fn major(told: &str) -> Option<u32> {
    let version = told
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Dumps tables of a schema as they are at the moment of an exported snapshot.
pub(crate) fn dump(
    address: &Address,
    moment: &str,
    (schema, tables): (&str, impl Iterator<Item = String>),
    file: &Path,
) -> anyhow::Result<()> {
    let mut command = address.command("pg_dump");
    command
        .args(["--format=custom", "--no-owner", "--no-privileges"])
        .arg(format!("--snapshot={moment}"))
        .arg("--file")
        .arg(file);
    for table in tables.chain(["schema_versions".to_owned()]) {
        command.arg(format!("--table={}.{}", quoted(schema), quoted(&table)));
    }
    run("pg_dump", &mut command).map(|_| ())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Has `pg_restore` read a dump to its end, and counts the rows of every table in it.
pub(crate) fn must_hold(dump: &Path, tables: &BTreeMap<String, u64>) -> anyhow::Result<()> {
    let mut complaints = tempfile::tempfile()?;
    let mut reading = Command::new("pg_restore")
        .args(["--data-only", "--file=-"])
        .arg(dump)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(complaints.try_clone()?)
        .spawn()
        .map_err(|error| not_started("pg_restore", &error))?;
    let told = reading.stdout.take().context("pg_restore has no output")?;
    let counted = rows_of(BufReader::new(told));
    if !reading.wait()?.success() {
        let mut complaint = String::new();
        complaints.rewind()?;
        complaints.read_to_string(&mut complaint)?;
        bail!(
            "pg_restore cannot read what pg_dump wrote: {}",
            complaint.trim()
        );
    }
    let counted = counted?;
    for (table, rows) in tables {
        let found = counted.get(table).copied().unwrap_or_default();
        if found != *rows {
            bail!("{table} has {rows} rows, and {found} of them are in what pg_dump wrote");
        }
    }
    Ok(())
}

/// How many rows each table has in a script of `COPY`: a line each, up to a line of `\.`.
fn rows_of(mut script: impl BufRead) -> io::Result<BTreeMap<String, u64>> {
    let (mut rows, mut table, mut line) = (BTreeMap::new(), None, Vec::new());
    loop {
        line.clear();
        if script.read_until(b'\n', &mut line)? == 0 {
            return Ok(rows);
        }
        match &table {
            None => {
                table = copied(&String::from_utf8_lossy(&line));
                if let Some(name) = &table {
                    rows.insert(name.clone(), 0);
                }
            }
            Some(_) if line == b"\\.\n" => table = None,
            Some(name) => {
                if let Some(count) = rows.get_mut(name) {
                    *count += 1;
                }
            }
        }
    }
}

/// `COPY public.people (id, handle) FROM stdin;`
fn copied(line: &str) -> Option<String> {
    let (name, _) = line.strip_prefix("COPY ")?.split_once(" (")?;
    let (_, table) = name.rsplit_once('.')?;
    Some(table.trim_matches('"').to_owned())
}

/// Puts a dump in the place of all tables that are in the schema, in one transaction: it holds only
/// when every table has as many rows as it should.
pub(crate) fn replace(
    address: &Address,
    dump: &Path,
    schema: &str,
    rows: &BTreeMap<String, u64>,
) -> anyhow::Result<()> {
    let beside = |name: &str| dump.with_file_name(name);
    let (before, during, after) = (
        beside("before.sql"),
        beside("during.sql"),
        beside("after.sql"),
    );
    std::fs::write(&before, drop_all(schema))?;
    let mut script = Command::new("pg_restore");
    script.args(["--no-owner", "--no-privileges", "--file"]);
    run("pg_restore", script.arg(&during).arg(dump))?;
    std::fs::write(&after, count_all(schema, rows))?;
    let mut command = address.command("psql");
    command.args(["--no-psqlrc", "--quiet", "--single-transaction"]);
    command
        .arg("--set=ON_ERROR_STOP=1")
        .env("PGOPTIONS", "--client-min-messages=warning");
    for file in [&before, &during, &after] {
        command.arg("--file").arg(file);
    }
    command.stdout(Stdio::null());
    run("psql", &mut command).map(|_| ())
}

fn drop_all(schema: &str) -> String {
    let schema = schema.replace('\'', "''");
    format!(
        "SELECT pg_advisory_xact_lock(4615260928);
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname = '{schema}' LOOP
    EXECUTE format('DROP TABLE %I.%I CASCADE', found.schemaname, found.tablename);
  END LOOP;
END $$;
"
    )
}

fn count_all(schema: &str, rows: &BTreeMap<String, u64>) -> String {
    let mut text = String::from("DO $$ BEGIN\n");
    for (table, count) in rows {
        let _ = writeln!(
            text,
            "  IF (SELECT count(*) FROM {}.{}) <> {count} THEN
    RAISE EXCEPTION 'the table {table} has not the {count} rows that it should';
  END IF;",
            quoted(schema),
            quoted(table)
        );
    }
    text.push_str("END $$;\n");
    text
}

#[cfg(test)]
mod tests {
    use super::{Address, major, rows_of};

    #[test]
    fn a_password_is_kept_out_of_the_arguments() {
        let address = Address::of(
            "postgres://ina:a%40b%3ac@db.example.org:5433/loop?ssl-mode=require&\
             statement-cache-capacity=9",
        )
        .unwrap();
        assert_eq!(
            address.url,
            "postgres://ina@db.example.org:5433/loop?sslmode=require"
        );
        assert_eq!(address.password.as_deref(), Some("a@b:c"));
        let address = Address::of("postgres:///loop?host=/run/pg&password=x%20y").unwrap();
        assert_eq!(address.url, "postgres:///loop?host=%2Frun%2Fpg");
        assert_eq!(address.password.as_deref(), Some("x y"));
    }

    #[test]
    fn rows_are_counted_whatever_they_say() {
        let script = "SET x = 1;\nCOPY public.people (id, body) FROM stdin;\n1\tCOPY a.b (c)\n\
                      2\t\\\\.\n\\.\n\nCOPY public.\"order\" (id) FROM stdin;\n\\.\n\
                      SELECT setval('x', 2);\nCOPY s.cut (id) FROM stdin;\n7\n";
        let rows = rows_of(script.as_bytes()).unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|(name, rows)| (name.as_str(), *rows))
            .collect();
        assert_eq!(told, [("cut", 1), ("order", 0), ("people", 2)]);
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(
            major("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0)"),
            Some(15)
        );
        assert_eq!(major("pg_dump (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(major("hello"), None);
    }
}
