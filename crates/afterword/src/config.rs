//! The file of settings. What an option says on the command line, or a variable in the environment,
//! a line of this file says for good: `listen = "0.0.0.0:7117"`. An option goes before a variable,
//! a variable before the file, and the file before what is usual.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _};
use serde::Serialize;

use crate::cli::Cli;
use crate::output::WrongUse;

/// Whose options a file can hold.
const VERBS: [&str; 3] = ["serve", "demo", "config"];
/// Nobody wants to read these.
const SECRETS: [&str; 2] = ["files-secret", "secret-key"];
/// The option that names the file.
const FILE: &str = "settings";

/// The command line, as the file changes what is usual.
///
/// # Errors
/// When a file is named that cannot be read, or that says what no option says.
pub(crate) fn command() -> anyhow::Result<Command> {
    let command = Cli::command();
    let looked = command.clone().ignore_errors(true).try_get_matches();
    let named = looked
        .ok()
        .and_then(|found| found.get_one::<PathBuf>(FILE).cloned());
    match named {
        Some(path) => Settings::read(&path)?.apply(command),
        None => Ok(command),
    }
}

/// What a file says, each as the words of the option of that name.
#[derive(Debug)]
struct Settings {
    path: PathBuf,
    values: BTreeMap<String, Vec<String>>,
}

impl Settings {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> anyhow::Result<Self> {
        let name = path.display();
        let table: toml::Table =
            toml::from_str(text).map_err(|error| WrongUse(format!("{name}: {error}")))?;
        let mut values = BTreeMap::new();
        for (key, value) in table {
            let said = words(&value).ok_or_else(|| {
                WrongUse(format!(
                    "{name}: {key} is a text, a number, true or false, or a list of texts"
                ))
            })?;
            values.insert(key, said);
        }
        Ok(Self {
            path: path.to_owned(),
            values,
        })
    }

    fn apply(&self, command: Command) -> anyhow::Result<Command> {
        let known: Vec<String> = keys(&command).into_iter().map(|key| key.name).collect();
        if let Some(wrong) = self.values.keys().find(|key| !known.contains(key)) {
            let (name, all) = (self.path.display(), known.join(", "));
            return Err(WrongUse(format!("{name}: there is no “{wrong}”; there are {all}")).into());
        }
        let set = |arg: Arg| match arg.get_long().and_then(|long| self.values.get(long)) {
            Some(values) => arg.default_values(values.clone()),
            None => arg,
        };
        let command = command.mut_args(set);
        Ok(VERBS.into_iter().fold(command, |command, verb| {
            command.mut_subcommand(verb, |verb| verb.mut_args(set))
        }))
    }
}

fn words(value: &toml::Value) -> Option<Vec<String>> {
    use toml::Value;
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Integer(number) => Some(vec![number.to_string()]),
        Value::Boolean(whether) => Some(vec![whether.to_string()]),
        Value::Array(values) => values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

/// A setting, by the names that it has.
struct Key {
    id: String,
    name: String,
    variable: String,
}

/// Every option that can also stand in the environment, `--settings` itself aside.
fn keys(command: &Command) -> Vec<Key> {
    let serve = command.find_subcommand(VERBS[0]);
    let own = serve.into_iter().flat_map(Command::get_arguments);
    let all = command.get_arguments().chain(own);
    all.filter_map(|arg| {
        let (name, variable) = (arg.get_long()?, arg.get_env()?);
        (name != FILE).then(|| Key {
            id: arg.get_id().to_string(),
            name: name.to_owned(),
            variable: variable.to_string_lossy().into_owned(),
        })
    })
    .collect()
}

/// A setting that is in force.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct InForce {
    pub(crate) key: String,
    pub(crate) variable: String,
    /// Absent where nothing is set; `…` where it is a secret.
    pub(crate) value: Option<String>,
    pub(crate) from: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    Option,
    Environment,
    File,
    Usual,
}

impl Origin {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Option => "the command line",
            Self::Environment => "the environment",
            Self::File => "the file",
            Self::Usual => "as usual",
        }
    }
}

/// What is in force, and from where. `matches` are those of `afterword config`.
///
/// # Errors
/// When the file that they name cannot be read.
pub(crate) fn in_force(matches: &ArgMatches) -> anyhow::Result<Vec<InForce>> {
    let file = matches.get_one::<PathBuf>(FILE);
    let file = file.map(|path| Settings::read(path)).transpose()?;
    let of_file = |name: &str| {
        file.as_ref()
            .is_some_and(|file| file.values.contains_key(name))
    };
    let told = keys(&Cli::command()).into_iter().map(|key| {
        let from = match matches.value_source(&key.id) {
            Some(ValueSource::CommandLine) => Origin::Option,
            Some(ValueSource::EnvVariable) => Origin::Environment,
            _ if of_file(&key.name) => Origin::File,
            _ => Origin::Usual,
        };
        let values = matches.get_raw(&key.id);
        let values = values.map(|values| {
            let words: Vec<_> = values.map(|word| word.to_string_lossy()).collect();
            words.join(",")
        });
        InForce {
            value: values.map(|value| shown(&key.name, value)),
            key: key.name,
            variable: key.variable,
            from,
        }
    });
    Ok(told.collect())
}

/// A value as anybody may read it.
fn shown(key: &str, value: String) -> String {
    if SECRETS.contains(&key) {
        return "…".to_owned();
    }
    // postgres://user:password@host/name
    let password = value.split_once("://").and_then(|(_, rest)| {
        let (user, _) = rest.split_once('@')?;
        Some(user.split_once(':')?.1.to_owned())
    });
    match password {
        Some(password) if !password.is_empty() => {
            value.replacen(&format!(":{password}@"), ":…@", 1)
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;
    use crate::cli::Command as Verb;

    fn settings(text: &str) -> anyhow::Result<Settings> {
        Settings::parse(Path::new("afterword.toml"), text)
    }

    fn served(file: &str, args: &[&str]) -> (Cli, ArgMatches) {
        let command = settings(file).unwrap().apply(Cli::command()).unwrap();
        let matches = command.get_matches_from(["afterword"].iter().chain(args));
        (Cli::from_arg_matches(&matches).unwrap(), matches)
    }

    #[test]
    fn a_file_says_what_an_option_would_and_an_option_goes_before() {
        let file = "listen = \"0.0.0.0:80\"\nhttps = true\nproxy = [\"10.0.0.0/8\", \"::1\"]\ndata = \"/srv\"";
        let (cli, _) = served(file, &["serve"]);
        assert_eq!(cli.global.data, Path::new("/srv"));
        let Verb::Serve(options) = cli.command else {
            panic!("it serves");
        };
        assert_eq!(options.listen.to_string(), "0.0.0.0:80");
        assert!(options.https);
        assert_eq!(options.proxies.len(), 2);
        let (cli, _) = served(
            file,
            &["--data", "/other", "serve", "--listen", "127.0.0.1:1"],
        );
        assert_eq!(cli.global.data, Path::new("/other"));
        let Verb::Serve(options) = cli.command else {
            panic!("it serves");
        };
        assert_eq!(options.listen.to_string(), "127.0.0.1:1");
    }

    #[test]
    fn what_no_option_says_is_refused_by_name() {
        let refused = |text: &str| match settings(text) {
            Ok(read) => read.apply(Cli::command()).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        };
        let unknown = refused("listne = \"0.0.0.0:80\"");
        assert!(unknown.starts_with("afterword.toml: there is no “listne”; there are "));
        assert!(unknown.contains("listen"));
        assert!(refused("listen = 1.5").contains("listen is a text"));
        assert!(refused("listen = ").starts_with("afterword.toml: "));
        assert!(refused("settings = \"other.toml\"").contains("there is no “settings”"));
    }

    #[test]
    fn secrets_are_not_shown() {
        for key in SECRETS {
            assert_eq!(shown(key, "hush".into()), "…");
        }
        let url = "postgres://afterword:hush@db.example.org/afterword";
        assert_eq!(
            shown("database", url.into()),
            "postgres://afterword:…@db.example.org/afterword"
        );
        let url = "postgres://afterword@db.example.org/afterword";
        assert_eq!(shown("database", url.into()), url);
        assert_eq!(shown("listen", "127.0.0.1:1".into()), "127.0.0.1:1");
    }

    #[test]
    fn every_key_stands_in_the_documentation() {
        let page = include_str!("../../../docs/operating.md");
        for key in keys(&Cli::command()) {
            let row = format!("| `{}` | `{}` |", key.name, key.variable);
            assert!(page.contains(&row), "docs/operating.md has no row {row}");
        }
    }
}
