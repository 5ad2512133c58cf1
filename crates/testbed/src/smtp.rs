//! A mail server on loopback: `smtp/server.mjs`, which speaks as smtp-server does, with encryption
//! and signing in. As with PostgreSQL, it holds a pipe of ours and ends with it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The only name and password that let one in.
pub const USER: &str = "afterword";
pub const PASSWORD: &str = "correct horse";

/// Longer than any of it may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/smtp");

/// How connections are kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    Starttls,
    FromTheStart,
    /// And nobody signs in.
    Nothing,
}

/// What the server shows to prove who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A certificate for 127.0.0.1 of [`Smtp::authority`].
    Certified,
    /// One for another host, of the same authority.
    AnothersName,
    /// One that it made for itself.
    SelfMade,
}

type Letters = Arc<(Mutex<Vec<Value>>, Condvar)>;

/// A running server. It stops when it is dropped or its process ends.
pub struct Smtp {
    pub port: u16,
    /// The certificate, in PEM, of whom one has to trust.
    pub authority: String,
    letters: Letters,
    server: Child,
    _folder: TempDir,
}

impl Smtp {
    /// Starts one.
    ///
    /// # Panics
    /// When its packages are not installed or it does not start.
    #[must_use]
    pub fn start(encryption: Encryption, shown: Shown) -> Self {
        let packages = Path::new(FOLDER).join("node_modules/smtp-server");
        assert!(
            packages.is_dir(),
            "the mail server is not installed: `npm ci` in {FOLDER} brings it"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let authority = certificates(folder.path(), shown).expect("certificates");
        let open = encryption == Encryption::Nothing;
        let settings = json!({
            "security": match encryption {
                Encryption::Starttls => "starttls",
                Encryption::FromTheStart => "tls",
                Encryption::Nothing => "none",
            },
            "user": if open { Value::Null } else { USER.into() },
            "password": PASSWORD,
            "key": folder.path().join("key.pem"),
            "certificate": folder.path().join("certificate.pem"),
        });
        let mut server = Command::new("node")
            .arg(Path::new(FOLDER).join("server.mjs"))
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node.js");
        let output = server.stdout.take().expect("its output");
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        let first: Value = serde_json::from_str(&first).expect("a port");
        let port = first["port"].as_u64().and_then(|port| port.try_into().ok());
        let letters = Letters::default();
        let kept = Arc::clone(&letters);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let letter = serde_json::from_str(&line).unwrap_or(Value::Null);
                let (letters, came) = &*kept;
                let mut letters = letters.lock().unwrap_or_else(PoisonError::into_inner);
                letters.push(letter);
                came.notify_all();
            }
        });
        Self {
            port: port.expect("a port"),
            authority,
            letters,
            server,
            _folder: folder,
        }
    }

    /// The letters that it has taken, once there are so many.
    ///
    /// # Panics
    /// When there are not in half a minute.
    #[must_use]
    pub fn letters(&self, count: usize) -> Vec<Value> {
        let (letters, came) = &*self.letters;
        let letters = letters.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = came.wait_timeout_while(letters, PATIENCE, |letters| letters.len() < count);
        let (letters, _) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(letters.len() >= count, "{} letters came", letters.len());
        letters.clone()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        // Only tells when it has ended; there is nothing to do about how.
        let _ = self.server.wait();
    }
}

/// Writes the key and the certificate of the server, and answers with the authority's.
fn certificates(folder: &Path, shown: Shown) -> Result<String, Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let name = (DnType::CommonName, "Northwind mail authority");
    authority.distinguished_name.push(name.0, name.1);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let host = match shown {
        Shown::AnothersName => "mail.example.org",
        Shown::Certified | Shown::SelfMade => "127.0.0.1",
    };
    let mut server = CertificateParams::new(vec![host.to_owned()])?;
    server.distinguished_name.push(DnType::CommonName, host);
    let key = KeyPair::generate()?;
    let certificate = match shown {
        Shown::SelfMade => server.self_signed(&key)?,
        Shown::Certified | Shown::AnothersName => server.signed_by(&key, &authority)?,
    };
    fs::write(folder.join("key.pem"), key.serialize_pem())?;
    fs::write(folder.join("certificate.pem"), certificate.pem())?;
    Ok(authority.pem())
}
