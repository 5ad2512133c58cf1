//! What becomes of the answers of a metrics server.

use super::answer::{checked, is_of_prometheus, one, series};
use super::*;
use crate::http::Answer;

const NONE: &Labels = &Labels::new();

fn range(prefer: &Labels) -> Range<'_> {
    Range {
        query: "x",
        from: Moment::from_micros(0).unwrap(),
        to: Moment::from_micros(3_600_000_000).unwrap(),
        prefer,
    }
}

fn read(body: &str, prefer: &Labels) -> Result<Vec<(i64, f64)>, PrometheusError> {
    one(series(body.as_bytes())?, &range(prefer))
}

fn answer(status: u16, body: &str) -> Answer {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("location", "https://sign-in.example/".parse().unwrap());
    Answer {
        status,
        headers,
        body: body.into(),
    }
}

fn told(status: u16, body: &str) -> String {
    let checked = checked(answer(status, body), "/api/v1/query".into());
    checked.unwrap_err().to_string()
}

const TWO: &str = r#"{"status":"success","data":{"resultType":"matrix","result":[
  {"metric":{"__name__":"x","job":"a"},"values":[[1,"1"]]},
  {"metric":{"__name__":"x","job":"b","Path":"/"},"values":[[1,"2"],[2.5,"3"]]}]}}"#;

#[test]
fn what_is_no_number_is_left_out() {
    let body = r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},
        "values":[[60,"0.5"],[120.9,"NaN"],[180,"+Inf"],[240,"-Inf"],[300,"1e3"]]}]}}"#;
    assert_eq!(read(body, NONE).unwrap(), [(60, 0.5), (300, 1000.0)]);
}

#[test]
fn several_series_are_refused_unless_the_alert_tells_which() {
    let error = read(TWO, NONE).unwrap_err().to_string();
    insta::assert_snapshot!(error, @r#"the query found 2 series and a curve shows one; narrow it to one, or sum them. Found: x{job="a"}, x{Path="/", job="b"}"#);
    let labels = |pairs: &[(&str, &str)]| -> Labels {
        let pairs = pairs.iter();
        pairs.map(|&(a, b)| (a.into(), b.into())).collect()
    };
    let alert = labels(&[("job", "b"), ("path", "/"), ("alertname", "Errors")]);
    assert_eq!(read(TWO, &alert).unwrap(), [(1, 2.0), (2, 3.0)]);
    let other = labels(&[("job", "c")]);
    assert!(read(TWO, &other).is_err());
}

#[test]
fn nothing_found_is_said_with_the_range() {
    for result in ["[]", r#"[{"metric":{},"values":[[1,"NaN"]]}]"#] {
        let body = format!(r#"{{"status":"success","data":{{"result":{result}}}}}"#);
        let error = read(&body, NONE).unwrap_err().to_string();
        assert_eq!(
            error,
            "the query found nothing between 1970-01-01T00:00:00Z and 1970-01-01T01:00:00Z"
        );
    }
}

#[test]
fn each_failure_is_said_in_words() {
    let parse = r#"{"status":"error","errorType":"bad_data","error":"1:3: parse error"}"#;
    insta::assert_snapshot!(told(400, parse), @"the server did not take the query: 1:3: parse error");
    insta::assert_snapshot!(told(422, "<html>"), @"the server did not take the query");
    insta::assert_snapshot!(told(401, ""), @"the server wants a name and password or a token, and took none or the wrong one (HTTP 401)");
    insta::assert_snapshot!(told(404, ""), @"the server has no /api/v1/query (HTTP 404); a path may be missing from the address, or be too much");
    insta::assert_snapshot!(told(302, ""), @"the server sends one on to https://sign-in.example/; enter that address if it is the right one");
    insta::assert_snapshot!(told(503, ""), @"the server is not ready or too busy just now (HTTP 503)");
    insta::assert_snapshot!(told(500, parse), @"the server failed (HTTP 500): 1:3: parse error");
}

#[test]
fn what_is_not_prometheus_is_told_so() {
    let others = ["<html></html>", "{}", "[]", r#"{"status":"success"}"#, ""];
    for body in others {
        let error = is_of_prometheus(body.as_bytes()).unwrap_err();
        assert!(matches!(error, PrometheusError::NotPrometheus(_)), "{body}");
    }
    let vector = r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#;
    is_of_prometheus(vector.as_bytes()).unwrap();
    let failed = r#"{"status":"error","error":"no"}"#;
    let error = is_of_prometheus(failed.as_bytes()).unwrap_err();
    assert_eq!(error, PrometheusError::Query(Said("no".into())));
}

#[test]
fn a_sentence_of_the_server_is_cut_and_holds_no_control_characters() {
    let long = format!(
        r#"{{"status":"error","error":"\u001b[31m{}"}}"#,
        "x".repeat(9000)
    );
    let told = told(400, &long);
    assert!(told.len() < 600 && !told.contains('\u{1b}'), "{told}");
}

#[test]
fn there_are_never_many_more_samples_than_are_shown() {
    assert_eq!(step(0, 0), 1);
    assert_eq!(step(0, 60), 1);
    assert_eq!(step(0, 241), 2);
    assert_eq!(step(10, 5), 1);
    for length in [1, 239, 240, 241, 3600, 86_400, 31 * 86_400] {
        assert!(length / step(0, length) <= SAMPLES, "{length}");
    }
}

#[test]
fn a_password_goes_into_a_header() {
    let basic = Credentials::Basic {
        user: "me".into(),
        password: "secret".into(),
    };
    assert_eq!(basic.header().unwrap().1, "Basic bWU6c2VjcmV0");
    let bearer = Credentials::Bearer("token".into());
    assert_eq!(bearer.header().unwrap().1, "Bearer token");
    assert_eq!(Credentials::None.header(), None);
}
