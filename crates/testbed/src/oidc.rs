//! An OpenID provider on loopback: `oidc/server.mjs`, which is a certified one. As with the mail
//! server, it holds a pipe of ours and ends with it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// As whom the provider knows Afterword.
pub const CLIENT: &str = "afterword";
pub const SECRET: &str = "a secret that only the two of them know";

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oidc");

/// A running provider. It stops when it is dropped or its process ends.
pub struct OpenIdProvider {
    /// What it calls itself.
    pub issuer: String,
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl OpenIdProvider {
    /// Starts one that signs by this algorithm, knows these people by their names there, and sends
    /// them back to this address.
    ///
    /// # Panics
    /// When its packages are not installed or it does not start.
    #[must_use]
    pub fn start(alg: &str, people: &Value, redirect: &str) -> Self {
        let packages = Path::new(FOLDER).join("node_modules/oidc-provider");
        assert!(
            packages.is_dir(),
            "the OpenID provider is not installed: `npm ci` in {FOLDER} brings it"
        );
        let settings = json!({
            "alg": alg,
            "people": people,
            "client": {
                "client_id": CLIENT,
                "client_secret": SECRET,
                "redirect_uris": [redirect],
            },
        });
        let mut server = Command::new("node")
            .arg(Path::new(FOLDER).join("server.mjs"))
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js");
        let output = server.stdout.take().expect("its output");
        let mut provider = Self {
            issuer: String::new(),
            input: server.stdin.take(),
            output: BufReader::new(output),
            server,
        };
        provider.issuer = provider.said();
        provider
    }

    /// Has it sign with another key from now on.
    ///
    /// # Panics
    /// When it has ended.
    pub fn change_keys(&mut self) {
        let input = self.input.as_mut().expect("its input");
        input.write_all(b"\n").expect("a provider that runs");
        input.flush().expect("a provider that runs");
        assert_eq!(self.said(), self.issuer);
    }

    fn said(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("who it is");
        said["issuer"].as_str().expect("an issuer").to_owned()
    }
}

impl Drop for OpenIdProvider {
    fn drop(&mut self) {
        drop(self.input.take());
        // Only tells when it has ended; there is nothing to do about how.
        let _ = self.server.wait();
    }
}
