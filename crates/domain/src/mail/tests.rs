use proptest::prelude::*;

use super::*;

fn form() -> MailServerForm {
    MailServerForm {
        host: "smtp.example.org".into(),
        port: 587,
        security: Security::Starttls,
        user: Some("afterword".into()),
        password: Some("secret".into()),
        from: "afterword@example.org".into(),
        from_name: "Afterword".into(),
        authority: None,
    }
}

fn known() -> KnownMailServer {
    form().onto(None).ok().unwrap()
}

fn code(form: MailServerForm) -> &'static str {
    form.onto(None).err().unwrap().code()
}

#[test]
fn a_host_is_a_name_or_an_address() {
    let host = |host: &str| {
        let form = MailServerForm {
            host: host.into(),
            ..form()
        };
        form.onto(None).map(|known| known.server.host)
    };
    for (written, kept) in [
        (" SMTP.Example.org. ", "smtp.example.org"),
        ("mail", "mail"),
        ("10.0.0.25", "10.0.0.25"),
        ("[::1]", "::1"),
    ] {
        assert_eq!(host(written).as_deref(), Ok(kept));
    }
    let odd = [
        "",
        " ",
        "smtp://a",
        "a b",
        "a/b",
        "a@b",
        "a:25",
        "-a",
        "a..b",
        "10.0.0.256",
        "a\nb",
    ];
    for odd in odd {
        assert_eq!(host(odd), Err(MailServerError::Host), "{odd}");
    }
}

#[test]
fn each_mistake_is_named() {
    assert_eq!(code(MailServerForm { port: 0, ..form() }), "not_a_port");
    let open = MailServerForm {
        security: Security::None,
        ..form()
    };
    assert_eq!(code(open.clone()), "unprotected");
    let nobody = MailServerForm {
        user: Some(" ".into()),
        ..open
    };
    assert_eq!(nobody.onto(None).ok().unwrap().password, None);
    for password in [None, Some(String::new())] {
        assert_eq!(
            code(MailServerForm { password, ..form() }),
            "secret_missing"
        );
    }
    let broken = MailServerForm {
        password: Some("a\nb".into()),
        ..form()
    };
    assert_eq!(code(broken), "not_a_secret");
    for authority in [
        "x",
        "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----",
    ] {
        let authority = Some(authority.to_owned());
        assert_eq!(
            code(MailServerForm {
                authority,
                ..form()
            }),
            "not_a_certificate"
        );
    }
    for from in [
        "a",
        "a@",
        "@b.c",
        "a@b c",
        "a@b.c>",
        "a,b@c.d",
        "a@b.c\r\nBcc: x@y.z",
    ] {
        let from = from.to_owned();
        assert_eq!(code(MailServerForm { from, ..form() }), "not_an_email");
    }
}

#[test]
fn a_password_stays_where_it_was_entered_for() {
    let without = MailServerForm {
        password: None,
        ..form()
    };
    let onto = |form: MailServerForm| form.onto(Some(&known()));
    let same = MailServerForm {
        from: "other@example.org".into(),
        host: "SMTP.example.org".into(),
        security: Security::Tls,
        ..without.clone()
    };
    assert_eq!(onto(same).ok().unwrap().password.as_deref(), Some("secret"));
    let authority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
    let elsewhere = [
        MailServerForm {
            host: "smtp.example.com".into(),
            ..without.clone()
        },
        MailServerForm {
            port: 25,
            ..without.clone()
        },
        MailServerForm {
            user: Some("other".into()),
            ..without.clone()
        },
        MailServerForm {
            authority: Some(authority.into()),
            ..without
        },
    ];
    for form in elsewhere {
        assert_eq!(onto(form).err(), Some(MailServerError::PasswordAgain));
    }
}

proptest! {
    #[test]
    fn no_other_host_gets_the_password(host in "[a-zA-Z0-9.:@/\\-\\[\\]]{1,30}", port in 1u16..) {
        let form = MailServerForm { host, port, password: None, ..form() };
        if let Ok(kept) = form.onto(Some(&known())) {
            prop_assert_eq!((kept.server.host.as_str(), kept.server.port), ("smtp.example.org", 587));
        }
    }

    #[test]
    fn nothing_that_is_kept_breaks_a_line(
        host in "[a-z.\r\n]{1,9}", from in "[a-z@.\r\n]{1,12}", name in "[a-z \r\n\u{0}]{0,9}",
    ) {
        let form = MailServerForm { host, from, from_name: name, ..form() };
        if let Ok(KnownMailServer { server, .. }) = form.onto(None) {
            for text in [server.host, server.from, server.from_name] {
                prop_assert!(!text.contains(char::is_control));
            }
        }
    }
}
