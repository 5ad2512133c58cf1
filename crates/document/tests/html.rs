//! Nothing that comes from outside is shown unsanitised.

use afterword_document::{html, plain};

#[test]
fn what_people_write_is_shown() {
    assert_eq!(
        html("**a** ~~b~~ `c`"),
        "<p><strong>a</strong> <del>b</del> <code>c</code></p>\n"
    );
    assert!(html("| a | b |\n| --- | --- |\n| 1 | 2 |").contains("<td>1</td>"));
    let list = html("- [x] done\n- [ ] open");
    assert_eq!(list.matches("type=\"checkbox\"").count(), 2, "{list}");
    assert!(html("a[^1]\n\n[^1]: note").contains("note"));
}

#[test]
fn links_go_to_the_web_and_to_mail_and_are_not_followed() {
    let link = html("[a](https://example.org/x?y=1&z=2)");
    assert_eq!(
        link,
        "<p><a href=\"https://example.org/x?y=1&amp;z=2\" rel=\"noopener nofollow\">a</a></p>\n"
    );
    assert!(html("<mailto:a@example.org>").contains("href=\"mailto:a@example.org\""));
    for bad in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](//evil.example.org)",
        "[a](/admin/delete)",
        "<a href=\" javascript:alert(1)\">a</a>",
        "<a href=\"java\nscript:alert(1)\">a</a>",
        "<a href=\"&#106;avascript:alert(1)\">a</a>",
    ] {
        assert!(!html(bad).contains("href"), "{bad}: {}", html(bad));
    }
}

#[test]
fn hostile_html_is_taken_out() {
    for bad in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe src=\"https://evil.example.org\"></iframe>",
        "<p onclick=\"alert(1)\" style=\"position:fixed\" class=\"x\" id=\"y\">a</p>",
        "<form action=\"https://evil.example.org\"><input type=\"password\" name=\"p\"><button>go</button></form>",
        "<object data=x></object><embed src=x><base href=\"https://evil.example.org\">",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example.org\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<style>@import 'https://evil.example.org'</style>",
        "<a href=\"https://example.org\" target=\"_blank\" onmouseover=\"x()\">a</a>",
    ] {
        let shown = html(bad).to_lowercase();
        for word in [
            "<script",
            "<img",
            "<svg",
            "<iframe",
            "onclick",
            "onerror=",
            "onload",
            "onmouseover",
            "style=",
            "class=",
            "id=",
            "<form",
            "password",
            "name=",
            "<object",
            "<embed",
            "<base",
            "<meta",
            "<style",
            "@import",
            "target=",
        ] {
            assert!(
                !shown.contains(word) || shown.contains("&lt;img") && word == "onerror=",
                "{bad}: {shown}"
            );
        }
    }
}

#[test]
fn an_image_is_a_link_to_it() {
    let shown = html("![a graph](https://example.org/g.png)");
    assert_eq!(
        shown,
        "<p><a href=\"https://example.org/g.png\" rel=\"noopener nofollow\">a graph</a></p>\n"
    );
    let shown = html("[![badge](https://example.org/b.png)](https://example.org/ci)");
    assert_eq!(shown.matches("<a ").count(), 1, "{shown}");
}

#[test]
fn deep_nesting_ends() {
    let deep = format!("{}a", "> ".repeat(50_000));
    assert!(html(&deep).matches("<blockquote>").count() <= 64);
    let deep = "[".repeat(20_000);
    assert!(html(&deep).contains('['));
}

/// How deep the tags of a page are nested, as a browser counts them.
fn depth(page: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    for tag in page.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !["br", "hr", "input"]
            .iter()
            .any(|void| tag.starts_with(void))
        {
            depth += 1;
            most = most.max(depth);
        }
    }
    most
}

#[test]
fn raw_html_is_no_deeper_than_a_page_may_be_however_it_is_written() {
    for hostile in [
        "<div>",
        "x <div>",
        "<b><div></b>",
        "<strong><div></strong>\n\n",
        "<div></span>",
        "<div \"><div \">",
        "<div><!-- </div> -->",
        "<div><script></div></script>",
        "<div title='</div>'>",
        "<details><summary>x</summary>\n\n",
        "<table><tr><td>",
        "<div/>",
        "<a href='https://example.org'><div></a>",
        "> <div>\n\n",
        "<sub><sup><kbd>\n\nx\n\n",
    ] {
        let page = html(&hostile.repeat(200_000 / hostile.len()));
        // A table in a cell brings a body that nobody wrote.
        let most = if hostile.contains("<table") { 96 } else { 64 };
        assert!(depth(&page) <= most, "{hostile}: {} deep", depth(&page));
        // What is cut off is still there to read, and nothing is multiplied.
        assert!(page.len() < 3_000_000, "{hostile}: {} bytes", page.len());
    }
    assert!(html(&"<div>".repeat(70)).contains("&lt;div&gt;"));
    let many = html(&format!(
        "<p><b><strong><em><del>\n\n{}",
        "a\n\n".repeat(1_000)
    ));
    assert!(
        many.matches("<em>").count() <= 1,
        "a tag of one block marks no other"
    );
}

#[test]
fn html_around_markdown_stays_what_it_is() {
    let shown = html("<details><summary>Log</summary>\n\nA **bold** line\n\n</details>\n\nafter");
    assert_eq!(
        shown,
        "<details><summary>Log</summary>\n<p>A <strong>bold</strong> line</p>\n</details>\n<p>after</p>\n"
    );
    assert_eq!(
        html("press <kbd>Ctrl</kbd> < 5 &amp; <br> go"),
        "<p>press <kbd>Ctrl</kbd> &lt; 5 &amp; <br> go</p>\n"
    );
    let list = html("<ul><li>a<li>b &lt;c></ul>");
    assert_eq!(list, "<ul><li>a</li><li>b &lt;c&gt;</li></ul>");
    assert_eq!(
        html("<a HREF='https://example.org/?a=1&b=2' title=\"'\" onclick=x()>a</a>"),
        "<p><a href=\"https://example.org/?a=1&amp;b=2\" title=\"'\" rel=\"noopener nofollow\">a</a></p>\n"
    );
    assert_eq!(
        html("a <script>alert(1)</script> b\n\nc"),
        "<p>a  b</p>\n<p>c</p>\n"
    );
}

#[test]
fn plain_text_is_for_search() {
    assert_eq!(
        plain("## Root *cause*\n\n- a `b`\n- [c](https://example.org/d)"),
        "Root cause\na b\nc https://example.org/d"
    );
    assert_eq!(
        plain("| a | b |\n| --- | --- |\n| 1 | 2 |")
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["a", "b", "1", "2"]
    );
    assert!(!plain("a <b onclick=x>c</b>").contains("onclick"));
}
