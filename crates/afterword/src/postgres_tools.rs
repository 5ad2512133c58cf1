//! PostgreSQL's own programs: `pg_dump`, `pg_restore` and `psql`, as they are found on the path.
//! A password goes to them by the environment, where other users do not see it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
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
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => anyhow!(
            "{program} is not installed, or not on the path: install PostgreSQL's client programs \
             (on Debian, postgresql-client), at least of the server's version"
        ),
        _ => anyhow!("{program} did not start: {error}"),
    })?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed: {}", complaint.trim());
    }
    Ok(output)
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

/// Has `pg_restore` list a dump, and looks whether every table is in it with its rows.
pub(crate) fn must_list(dump: &Path, tables: &BTreeMap<String, u64>) -> anyhow::Result<()> {
    let output = run(
        "pg_restore",
        Command::new("pg_restore").arg("--list").arg(dump),
    )?;
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    for table in tables.keys() {
        // `3376; 0 16455 TABLE DATA public incidents afterword`
        let listed = list.lines().any(|line| {
            let mut words = line.split_whitespace().skip_while(|word| *word != "DATA");
            line.contains(" TABLE DATA ") && words.nth(2) == Some(table)
        });
        if !listed {
            bail!("the rows of {table} are not in what pg_dump wrote");
        }
    }
    Ok(())
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
    use super::{Address, major};

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
    fn versions_are_read() {
        assert_eq!(
            major("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0)"),
            Some(15)
        );
        assert_eq!(major("pg_dump (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(major("hello"), None);
    }
}
