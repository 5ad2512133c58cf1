//! What Markdown becomes in Jira Cloud, and that it is always a document that Jira takes.

use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

fn paragraph(content: &[Value]) -> Value {
    json!({ "type": "paragraph", "content": content })
}

#[test]
fn markdown_keeps_its_shape() {
    let markdown = "# Why\n\nThe **pool** ran [dry](https://a.example).\n\n- one\n  - two\n- three\n\n\
                    ```sql\nselect 1;\n```\n\n> said\n\n---\n\n`x` <b>";
    let wanted = json!([
        { "type": "heading", "attrs": { "level": 1 }, "content": [text("Why")] },
        paragraph(&[
            text("The "),
            json!({ "type": "text", "text": "pool", "marks": [{ "type": "strong" }] }),
            text(" ran "),
            json!({ "type": "text", "text": "dry", "marks": [
                { "type": "link", "attrs": { "href": "https://a.example" } }
            ] }),
            text("."),
        ]),
        { "type": "bulletList", "content": [
            { "type": "listItem", "content": [
                paragraph(&[text("one")]),
                { "type": "bulletList", "content": [
                    { "type": "listItem", "content": [paragraph(&[text("two")])] }
                ] }
            ] },
            { "type": "listItem", "content": [paragraph(&[text("three")])] }
        ] },
        { "type": "codeBlock", "attrs": { "language": "sql" }, "content": [text("select 1;\n")] },
        { "type": "blockquote", "content": [paragraph(&[text("said")])] },
        { "type": "rule" },
        paragraph(&[
            json!({ "type": "text", "text": "x", "marks": [{ "type": "code" }] }),
            text(" "),
            text("<b>"),
        ]),
    ]);
    assert_eq!(document(markdown)["content"], wanted);
}

#[test]
fn a_link_that_jira_refuses_is_words() {
    let said = document("[x](javascript:alert)");
    assert_eq!(said["content"], json!([paragraph(&[text("x")])]));
    assert_eq!(document("")["content"], json!([paragraph(&[])]));
}

/// Which nodes may stand in which.
fn may_hold(parent: &str, child: &str) -> bool {
    match parent {
        "doc" => !matches!(child, "text" | "hardBreak" | "listItem" | "doc"),
        "paragraph" | "heading" => matches!(child, "text" | "hardBreak"),
        "codeBlock" => child == "text",
        "bulletList" | "orderedList" => child == "listItem",
        "listItem" | "blockquote" => {
            matches!(
                child,
                "paragraph" | "bulletList" | "orderedList" | "codeBlock"
            )
        }
        _ => false,
    }
}

fn check(node: &Value, depth: usize) -> Result<(), TestCaseError> {
    let name = node["type"].as_str().unwrap_or_default();
    prop_assert!(depth < 30);
    if name == "text" {
        prop_assert!(!node["text"].as_str().unwrap_or_default().is_empty());
    }
    if name == "listItem" {
        prop_assert_eq!(&node["content"][0]["type"], "paragraph");
    }
    for child in node["content"].as_array().into_iter().flatten() {
        let inner = child["type"].as_str().unwrap_or_default();
        prop_assert!(may_hold(name, inner), "{} in {}", inner, name);
        check(child, depth + 1)?;
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_text_is_a_document(markdown in "([-*>#`_~0-9.\\[\\]()<! \n\ta-z|]|```){0,120}") {
        check(&document(&markdown), 0)?;
    }
}

#[test]
fn a_pit_of_lists_and_quotes_has_a_bottom() {
    for mark in ["- ", "> ", "1. ", "> - "] {
        check(&document(&format!("{}x", mark.repeat(2_000))), 0).unwrap();
    }
}
