//! The verbs of whoever may come in: people, and tokens of programs.

use afterword_domain::person::Role;
use afterword_domain::policy::Scope;
use clap::Subcommand;

use super::Formatted;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a person. A password is made and shown once, or read from standard input.
    Add {
        handle: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: Option<String>,
        /// admin, member or viewer.
        #[arg(long, default_value = "member")]
        role: Role,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give a person a new password and end their sessions.
    Password {
        handle: String,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make a link by which a person chooses a password and comes in, whatever the rules of signing
    /// in are. It works once, within a day, and voids those made before.
    Link { handle: String },
    /// Take away that a person comes in through a provider, and end the sessions that began so.
    Unlink {
        handle: String,
        /// The provider, by the name on its button; may be left out where the person has one.
        #[arg(long)]
        provider: Option<String>,
    },
    /// List people.
    List(Formatted),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token; its secret is shown once.
    Add {
        #[arg(long, value_name = "HANDLE")]
        user: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// read, write or admin.
        #[arg(long, default_value = "read")]
        scope: Vec<Scope>,
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u16>,
    },
    /// List a person's tokens.
    List {
        #[arg(long, value_name = "HANDLE")]
        user: String,
        #[command(flatten)]
        output: Formatted,
    },
    /// Revoke a token.
    Revoke {
        id: u32,
        #[arg(long, value_name = "HANDLE")]
        user: String,
    },
}
