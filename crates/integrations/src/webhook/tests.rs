use super::*;

#[test]
fn a_secret_is_read_as_it_is_shown() {
    let secret = Secret::of([7; 24]);
    let shown = secret.shown();
    assert!(shown.starts_with("whsec_"));
    assert_eq!(Secret::read(&shown), Some(secret));
    for wrong in [
        "",
        "whsec_",
        "whsec_AAAA",
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH",
        "whsec_ä",
    ] {
        assert_eq!(Secret::read(wrong), None, "{wrong}");
    }
}

#[test]
fn the_code_covers_id_time_and_body() {
    let secret = Secret::of([7; 24]);
    let code = secret.signature("msg_1", 1_791_475_200, b"{}");
    assert!(code.starts_with("v1,"));
    assert_eq!(code, secret.signature("msg_1", 1_791_475_200, b"{}"));
    for other in [
        secret.signature("msg_2", 1_791_475_200, b"{}"),
        secret.signature("msg_1", 1_791_475_201, b"{}"),
        secret.signature("msg_1", 1_791_475_200, b"{ }"),
        Secret::of([8; 24]).signature("msg_1", 1_791_475_200, b"{}"),
    ] {
        assert_ne!(code, other);
    }
}
