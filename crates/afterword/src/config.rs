//! The file of settings. What an option says on the command line, or a variable in the environment,
//! a line of this file says for good: `listen = "0.0.0.0:7117"`. An option goes before a variable,
//! a variable before the file, and the file before what is usual.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _};
use serde::Serialize;
use url::Url;

use crate::cli::Cli;
use crate::output::{self, WrongUse};

/// The verb that has all options that are settings.
const SERVE: &str = "serve";
/// The option that names the file.
const FILE: &str = "settings";
/// Shown in place of a secret.
const HIDDEN: &str = "…";

/// What the command line, the environment and the file say. Ends the program where that is a
/// question for help, or wrong.
///
/// # Errors
/// When a file is named that cannot be read, or that says what no option says.
pub(crate) fn matches() -> anyhow::Result<ArgMatches> {
    let command = Cli::command();
    let looked = command.clone().ignore_errors(true).try_get_matches();
    let named = looked
        .ok()
        .and_then(|found| found.get_one::<PathBuf>(FILE).cloned());
    let file = named.map(|path| Settings::read(&path)).transpose()?;
    let command = match &file {
        Some(file) => file.apply(command)?,
        None => command,
    };
    command.try_get_matches().or_else(|error| {
        let place = stands_in(file.as_ref(), variable, &error);
        if error.print().is_ok()
            && let Some(place) = place
        {
            output::note(&place);
        }
        std::process::exit(error.exit_code())
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where settings are read; clap says of which option a value is wrong, and not \
              where it got that from"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where a wrong value stands, when somebody may look for it on the command line in vain.
fn stands_in(
    file: Option<&Settings>,
    variable: impl Fn(&str) -> Option<String>,
    error: &clap::Error,
) -> Option<String> {
    let text = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.as_str()),
        _ => None,
    };
    let (option, value) = (
        text(ContextKind::InvalidArg)?,
        text(ContextKind::InvalidValue)?,
    );
    let long = option.split_whitespace().next()?.strip_prefix("--")?;
    let key = keys(&Cli::command())
        .into_iter()
        .find(|key| key.name == long)?;
    let has = |said: &str| said.split(',').any(|word| word == value);
    if variable(&key.variable).is_some_and(|said| has(&said)) {
        return Some(format!("this is what the variable {} says", key.variable));
    }
    let file = file.filter(|file| {
        file.values
            .get(long)
            .is_some_and(|all| all.iter().any(|one| has(one)))
    })?;
    Some(format!("this is what {} says: {long}", file.path.display()))
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
        let text = std::fs::read_to_string(path)
            .map_err(|error| WrongUse(format!("cannot read {name}: {error}")))?;
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
        Ok(self.under(command))
    }

    /// Lays what the file says under a verb and all below it. What can stand in the environment is
    /// a setting, whoever asks for it: a backup has to find the files where the server keeps them.
    fn under(&self, command: Command) -> Command {
        let set = |arg: Arg| {
            let name = arg.get_env().and(arg.get_long());
            match name.and_then(|name| self.values.get(name)) {
                Some(values) => arg.default_values(values.clone()),
                None => arg,
            }
        };
        let verbs: Vec<_> = command
            .get_subcommands()
            .map(|verb| verb.get_name().to_owned())
            .collect();
        verbs
            .into_iter()
            .fold(command.mut_args(set), |command, verb| {
                command.mut_subcommand(verb, |verb| self.under(verb))
            })
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
    /// Whether its help leaves out what the environment says.
    is_hidden: bool,
}

/// Every option that can also stand in the environment, `--settings` itself aside.
fn keys(command: &Command) -> Vec<Key> {
    let serve = command.find_subcommand(SERVE);
    let own = serve.into_iter().flat_map(Command::get_arguments);
    let all = command.get_arguments().chain(own);
    all.filter_map(|arg| {
        let (name, variable) = (arg.get_long()?, arg.get_env()?);
        (name != FILE).then(|| Key {
            id: arg.get_id().to_string(),
            name: name.to_owned(),
            variable: variable.to_string_lossy().into_owned(),
            is_hidden: arg.is_hide_env_values_set(),
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
            value: values.map(|value| shown(&key, value)),
            key: key.name,
            variable: key.variable,
            from,
        }
    });
    Ok(told.collect())
}

/// A value as anybody may read it. An address is told without its password, any other secret not at
/// all.
fn shown(key: &Key, value: String) -> String {
    if key.name == "database" || value.contains("://") {
        without_password(&value)
    } else if key.is_hidden {
        HIDDEN.to_owned()
    } else {
        value
    }
}

fn without_password(address: &str) -> String {
    /// What no address turns into percent signs.
    const MARK: &str = "hidden-by-afterword";
    let parsed = Url::parse(address).ok();
    let Some(mut url) = parsed.filter(|url| !url.cannot_be_a_base()) else {
        let may_hold_one = address.contains('@') || address.contains("password");
        return if may_hold_one { HIDDEN } else { address }.to_owned();
    };
    let is_secret = |(name, _): &(String, String)| name.contains("password");
    let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let in_query = pairs.iter().any(is_secret);
    let in_front = url.password().is_some_and(|password| !password.is_empty());
    if in_front {
        let _ = url.set_password(Some(MARK));
    }
    if in_query {
        for pair in pairs.iter_mut().filter(|pair| is_secret(pair)) {
            MARK.clone_into(&mut pair.1);
        }
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    if in_front || in_query {
        String::from(url).replace(MARK, HIDDEN)
    } else {
        address.to_owned()
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
    fn whoever_asks_hears_of_the_file() {
        let file = "files-bucket = \"post-mortems\"\nfiles-key-id = \"id\"\nlisten = \"[::1]:80\"";
        for verb in [
            &["backup", "a.tar"][..],
            &["restore", "a.tar"],
            &["archive", "export", "a.tar"],
            &["archive", "import", "a.tar"],
            &["serve"],
            &["demo"],
        ] {
            let (_, matches) = served(file, verb);
            let mut own = &matches;
            while let Some((_, below)) = own.subcommand() {
                own = below;
            }
            let bucket = own.get_one::<String>("files_bucket");
            assert_eq!(bucket.map(String::as_str), Some("post-mortems"), "{verb:?}");
        }
        // An option of the same name that is no setting stays as it is.
        let (cli, _) = served(file, &["bench", "live"]);
        assert!(matches!(
            cli.command,
            Verb::Bench(crate::cli::Bench::Live { listen }) if listen.port() == 7118
        ));
    }

    #[test]
    fn a_wrong_value_is_said_where_it_stands() {
        let file = settings("listen = \"here\"\nproxy = [\"10.0.0.0/8\", \"there\"]").unwrap();
        let told = |args: &[&str], variables: &[(&str, &str)]| {
            let command = file.apply(Cli::command()).unwrap();
            let all = ["afterword", "serve"].iter().chain(args);
            let error = command.try_get_matches_from(all).unwrap_err();
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            stands_in(Some(&file), variable, &error)
        };
        let of_file = |key: &str| Some(format!("this is what afterword.toml says: {key}"));
        assert_eq!(told(&["--proxy", "::1"], &[]), of_file("listen"));
        assert_eq!(told(&["--listen", "[::1]:80"], &[]), of_file("proxy"));
        let env = [("AFTERWORD_LISTEN", "here")];
        let of_env = "this is what the variable AFTERWORD_LISTEN says".to_owned();
        assert_eq!(told(&["--proxy", "::1"], &env), Some(of_env));
        assert_eq!(told(&["--listen", "nowhere"], &[]), None);
    }

    #[test]
    fn secrets_are_not_shown() {
        let all = keys(&Cli::command());
        let shown = |name: &str, value: &str| {
            let key = all.iter().find(|key| key.name == name).unwrap();
            shown(key, value.into())
        };
        assert_eq!(shown("files-secret", "hush"), "…");
        assert_eq!(shown("listen", "127.0.0.1:1"), "127.0.0.1:1");
        assert_eq!(
            shown("files-endpoint", "https://minio.example.org"),
            "https://minio.example.org"
        );
        for (url, told) in [
            (
                "postgres://ina:hush@db.example.org/loop",
                "postgres://ina:…@db.example.org/loop",
            ),
            (
                "postgres://ina@db.example.org/loop",
                "postgres://ina@db.example.org/loop",
            ),
            (
                "postgres:///loop?host=/run/pg",
                "postgres:///loop?host=/run/pg",
            ),
            ("sqlite:///srv/a.db?mode=rw", "sqlite:///srv/a.db?mode=rw"),
        ] {
            assert_eq!(shown("database", url), told);
        }
        for url in [
            "postgres://ina:p@hush@db/loop",
            "postgres://ina:p%40hush@db/loop",
            "postgres://ina:p/hush@db/loop",
            "postgres://ina@db/loop?password=hush&sslmode=require",
            "postgres://ina@db/loop?sslpassword=hush",
            "host=db password=hush",
            "ina:hush@db",
        ] {
            let told = shown("database", url);
            assert!(
                told.contains('…') && !told.contains("hush"),
                "{url}: {told}"
            );
        }
    }

    #[test]
    fn whatever_is_hidden_in_the_help_is_hidden_here() {
        let hidden = keys(&Cli::command())
            .into_iter()
            .filter(|key| key.is_hidden);
        for key in hidden {
            let told = shown(&key, "postgres://ina:hush@db/loop".into());
            assert!(!told.contains("hush"), "{}: {told}", key.name);
        }
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
