use std::time::Duration;

use afterword_domain::mail::{MailServer, Security};
use afterword_testbed::smtp::{Encryption, PASSWORD, Shown, Smtp, USER};

use super::*;

fn office(smtp: &Smtp, security: Security) -> PostOffice {
    let signs_in = security != Security::None;
    PostOffice {
        known: KnownMailServer {
            server: MailServer {
                host: "127.0.0.1".into(),
                port: smtp.port,
                security,
                user: signs_in.then(|| USER.to_owned()),
                from: "afterword@example.org".into(),
                from_name: "Afterword".into(),
                authority: Some(smtp.authority.clone()),
            },
            password: signs_in.then(|| PASSWORD.to_owned()),
        },
        calls_itself: Some("afterword.example.org".into()),
        patience: Patience::default(),
    }
}

fn with(office: &PostOffice, change: impl FnOnce(&mut KnownMailServer)) -> PostOffice {
    let mut other = office.clone();
    change(&mut other.known);
    other
}

async fn refused(office: &PostOffice, letter: &Letter) -> MailError {
    office.send(letter).await.expect_err("a refusal")
}

/// A sentence without the port, which is another each time.
fn told(error: &MailError, smtp: &Smtp) -> String {
    error.to_string().replace(&smtp.port.to_string(), "PORT")
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    for (encryption, security) in [
        (Encryption::Starttls, Security::Starttls),
        (Encryption::FromTheStart, Security::Tls),
        (Encryption::Nothing, Security::None),
    ] {
        let smtp = Smtp::start(encryption, Shown::Certified);
        office(&smtp, security)
            .send(&letter("zoe@example.org"))
            .await
            .unwrap();
        let [letter] = smtp.letters(1).try_into().unwrap();
        let protected = security != Security::None;
        assert_eq!(letter["secure"], protected, "{security:?}");
        assert_eq!(letter["by"].as_str(), protected.then_some(USER));
        assert_eq!(letter["calls_itself"], "afterword.example.org");
        assert_eq!(letter["subject"], "“Bound the retries” is due today");
        assert_eq!(letter["from"]["address"], "afterword@example.org");
        assert_eq!(letter["for"][0], "zoe@example.org");
        assert_eq!(letter["date"], "2026-10-09T07:00:00.000Z");
        let (text, html) = (letter["text"].as_str(), letter["html"].as_str());
        let pages = Pages("https://afterword.example.org");
        assert_eq!(
            text.unwrap().trim_end(),
            plain::text(&reminder(), pages).trim_end()
        );
        assert_eq!(
            html.unwrap().trim_end(),
            html::page(&reminder(), pages).trim_end()
        );
        let header = |name: &str| {
            let headers = letter["headers"].as_array().unwrap().iter();
            let mut found = headers.filter(|header| header["key"] == name);
            let value = found.next().unwrap()["value"].as_str().unwrap().to_owned();
            assert!(found.next().is_none(), "{name} comes once");
            value
        };
        assert_eq!(header("auto-submitted"), "auto-generated");
        assert_eq!(
            header("list-unsubscribe"),
            "<https://afterword.example.org/settings#notices>"
        );
        assert_eq!(letter["messageId"].as_str().unwrap(), header("message-id"));
        let to = &letter["to"][0];
        assert_eq!(
            (&to["name"], &to["address"]),
            (&"Zoë Ångström".into(), &"zoe@example.org".into())
        );
    }
}

#[tokio::test]
async fn a_refusal_says_which_word_was_refused_and_whether_it_lasts() {
    let smtp = Smtp::start(Encryption::Starttls, Shown::Certified);
    let office = office(&smtp, Security::Starttls);
    let wrong = with(&office, |known| known.password = Some("wrong".into()));
    let error = refused(&wrong, &letter("zoe@example.org")).await;
    // Somebody may give the right one.
    assert!(error.may_pass() && !error.to_string().contains("wrong"));
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT does not let afterword in: “535 5.7.8 authentication credentials invalid”");
    let from = ("stranger@example.org", "");
    let message = reminder();
    let stranger = letter::write(&draft(&message, from, ("zoe@example.org", ""))).unwrap();
    let error = refused(&office, &stranger).await;
    assert!(error.may_pass());
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT takes no letters from stranger@example.org: “553 5.7.1 sender address rejected: not owned by user”");
    let error = refused(&office, &letter("nobody@example.org")).await;
    assert!(!error.may_pass());
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT takes no letters for nobody@example.org: “550 5.1.1 no such person here”");
    let error = refused(&office, &letter("full@example.org")).await;
    assert!(!error.may_pass());
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT did not take the letter: “552 5.2.2 mailbox full”");
    assert_eq!(smtp.letters(0).len(), 0);
}

#[tokio::test]
async fn who_is_asked_to_come_again_comes_again() {
    let smtp = Smtp::start(Encryption::FromTheStart, Shown::Certified);
    let office = office(&smtp, Security::Tls);
    let error = refused(&office, &letter("grey@example.org")).await;
    assert!(error.may_pass());
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT takes no letters for grey@example.org: “451 4.7.1 greylisted, try again later”");
    office.send(&letter("grey@example.org")).await.unwrap();
    assert_eq!(smtp.letters(1).len(), 1);
}

#[tokio::test]
async fn a_connection_that_is_dropped_in_the_middle_may_pass() {
    let smtp = Smtp::start(Encryption::Starttls, Shown::Certified);
    let error = refused(
        &office(&smtp, Security::Starttls),
        &letter("gone@example.org"),
    )
    .await;
    assert!(error.may_pass());
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT broke off before it said that it had taken the letter");
}

#[tokio::test]
async fn who_does_not_prove_who_they_are_is_told_nothing() {
    for (shown, encryption, security) in [
        (Shown::SelfMade, Encryption::Starttls, Security::Starttls),
        (Shown::AnothersName, Encryption::FromTheStart, Security::Tls),
    ] {
        let smtp = Smtp::start(encryption, shown);
        let office = office(&smtp, security);
        let error = refused(&office, &letter("zoe@example.org")).await;
        assert!(matches!(error, MailError::Untrusted { .. }), "{error}");
        let tried = office.try_out(&letter("zoe@example.org")).await;
        let told = told(&tried.unwrap_err(), &smtp);
        let whose = match shown {
            Shown::SelfMade => "of “CN=127.0.0.1”, issued by “CN=127.0.0.1”: it vouches for itself",
            _ => "of “CN=mail.example.org”, issued by “CN=Northwind mail authority”",
        };
        assert!(
            told.contains("did not prove who it is: ") && told.contains(whose),
            "{told}"
        );
        assert_eq!(smtp.letters(0).len(), 0);
    }
    // Nor is an authority believed that nobody entered.
    let smtp = Smtp::start(Encryption::Starttls, Shown::Certified);
    let nobody = with(&office(&smtp, Security::Starttls), |known| {
        known.server.authority = None;
    });
    let error = refused(&nobody, &letter("zoe@example.org")).await;
    assert!(matches!(error, MailError::Untrusted { .. }), "{error}");
}

#[tokio::test]
async fn without_the_encryption_that_was_asked_for_no_password_goes_out() {
    let smtp = Smtp::start(Encryption::Nothing, Shown::Certified);
    let plain = office(&smtp, Security::Starttls);
    let error = refused(&plain, &letter("zoe@example.org")).await;
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT offers no STARTTLS, so it was told nothing");
    let error = refused(&office(&smtp, Security::Tls), &letter("zoe@example.org")).await;
    assert!(matches!(error, MailError::NotTls(..)), "{error}");
    let open = with(&office(&smtp, Security::None), |known| {
        (known.server.user, known.password) = (Some(USER.into()), Some(PASSWORD.into()));
    });
    let error = refused(&open, &letter("zoe@example.org")).await;
    insta::assert_snapshot!(told(&error, &smtp), @"127.0.0.1:PORT offers no way to sign in that is known here, PLAIN or LOGIN");
}

#[tokio::test]
async fn who_cannot_be_reached_is_named() {
    let smtp = Smtp::start(Encryption::FromTheStart, Shown::Certified);
    let office = office(&smtp, Security::Starttls);
    let letter = letter("zoe@example.org");
    let unknown = with(&office, |known| {
        known.server.host = "no.such.invalid".into();
    });
    let error = refused(&unknown, &letter).await;
    assert_eq!(
        error.to_string(),
        "no host called no.such.invalid is known here"
    );
    let silent = PostOffice {
        patience: Patience {
            connect: Duration::from_millis(200),
            whole: Duration::from_secs(10),
        },
        ..office.clone()
    };
    let error = refused(&silent, &letter).await;
    assert!(matches!(error, MailError::Silent { .. }), "{error}");
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let nobody = with(&office, |known| known.server.port = port);
    let error = refused(&nobody, &letter).await;
    assert_eq!(
        error,
        MailError::ConnectionRefused(format!("127.0.0.1:{port}"))
    );
    assert!(error.may_pass());
}

#[tokio::test]
async fn what_does_not_speak_smtp_is_told_so() {
    use tokio::io::AsyncWriteExt as _;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for said in ["HTTP/1.1 400 Bad Request\r\n\r\n", "554 no thanks\r\n"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
        }
    });
    let smtp = Smtp::start(Encryption::Nothing, Shown::Certified);
    let office = with(&office(&smtp, Security::None), |known| {
        known.server.port = port;
    });
    let error = refused(&office, &letter("zoe@example.org")).await;
    assert!(matches!(error, MailError::NotSmtp(..)), "{error}");
    let error = refused(&office, &letter("zoe@example.org")).await;
    assert!(
        matches!(&error, MailError::TurnedAway(_, said) if said.code == 554),
        "{error}"
    );
}
