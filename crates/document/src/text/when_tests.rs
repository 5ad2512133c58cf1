//! What the forms of the field are read as.

use super::when::{after, dates, leading};

fn read(text: &str) -> String {
    let Some(when) = leading(text) else {
        return "nothing".into();
    };
    let date = when.date.map_or(String::new(), |date| {
        let year = date.year.map_or("?".into(), |year| year.to_string());
        format!("{year}-{}-{} ", date.month, date.day)
    });
    let time = when.time.map_or(String::new(), |time| {
        format!("{}:{:02} ", time.hour, time.minute)
    });
    let zone = when
        .zone
        .as_ref()
        .map_or(String::new(), |zone| format!("{zone} "));
    let rough = if when.rough { "rough " } else { "" };
    format!("{date}{time}{zone}{rough}| {}", after(text, &when))
}

#[test]
fn the_forms_of_the_field() {
    let cases = [
        ("10:34", "10:34 | "),
        ("2018-03-26 10:34", "2018-3-26 10:34 | "),
        ("2018-02-20T21:18:29Z up", "2018-2-20 21:18 UTC | up"),
        ("Sep 27 2017 13:06", "2017-9-27 13:06 | "),
        ("Feb 21, 13:00", "?-2-21 13:00 | "),
        ("19. April, 11:00", "?-4-19 11:00 | "),
        ("11:12 AM: An email", "11:12 | An email"),
        ("~9:00 AM: The", "9:00 rough | The"),
        ("2018-07-08 ca. 18:30", "2018-7-8 18:30 rough | "),
        ("07:30am - First report", "7:30 | First report"),
        ("17:14pm", "17:14 | "),
        ("8:20 - 8:24", "8:20 rough | "),
        ("8:20 -10:24 Full", "8:20 rough | Full"),
        ("8:20+02:00 Full", "8:20 +02:00 | Full"),
        (
            "18 Mar 2026, 09:40 +01:00: asks",
            "2026-3-18 9:40 +01:00 | asks",
        ),
        ("9:40 +1000 users", "9:40 | +1000 users"),
        ("14:20-2:00 Through", "14:20 rough | Through"),
        ("12:48 (6:48 PDT): The", "12:48 | (6:48 PDT): The"),
        (
            "12:45 PM PST Saturday Oct 30th: First",
            "?-10-30 12:45 America/Los_Angeles | First",
        ),
        (
            "23:00 AM MST Saturday Oct 30th: x",
            "?-10-30 23:00 America/Denver rough | x",
        ),
        (
            "10/20/2022 - 15:38 CST - a user",
            "2022-10-20 15:38 America/Chicago | a user",
        ),
        (
            "07-27-2023 2:14 pm - Attacker",
            "2023-7-27 14:14 | Attacker",
        ),
        ("**June 14th, 2022, 10:00 AM:** As", "2022-6-14 10:00 | As"),
        ("February 15, 2024: 7:56am UTC", "2024-2-15 7:56 UTC | "),
        ("_4/21/23_", "2023-4-21 | "),
        ("20202-01-16 12:00", "2020-1-16 12:00 | "),
        ("22025-03-18 09:36", "2025-3-18 9:36 | "),
        ("2022-03-10 11.50", "2022-3-10 11:50 | "),
        ("2025-01-14 1600", "2025-1-14 16:00 | "),
        ("2024-03-13 14:?? Scaled", "2024-3-13 | 14:?? Scaled"),
        ("2022-06-02 HH:mm", "2022-6-2 | HH:mm"),
        ("2020-11-17 10:45~", "2020-11-17 10:45 rough | "),
        ("2X:XX (not sure)", "nothing"),
        ("2021/22-??-?? HH:mm", "nothing"),
        ("10 users came", "nothing"),
        ("May be later", "nothing"),
        ("Friday was bad", "nothing"),
        ("1.2.11 was released", "nothing"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).trim(), expected.trim(), "{text}");
    }
}

#[test]
fn dates_in_a_sentence() {
    let found: Vec<_> =
        dates("On Tuesday 22nd June 2021, after May 3, and 2020-02-12; v1.2.11 and 10/20/2022")
            .map(|(_, _, date)| (date.year, date.month, date.day))
            .collect();
    let expected = [
        (Some(2021), 6, 22),
        (None, 5, 3),
        (Some(2020), 2, 12),
        (Some(2022), 10, 20),
    ];
    assert_eq!(found, expected);
}
