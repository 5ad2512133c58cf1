//! What an alert's expression compares with what: `rate(errors[5m]) > 0.02` is the curve
//! `rate(errors[5m])` and the threshold 0.02.
//!
//! Only a comparison that is the whole expression is taken apart. Its parts are cut out as they
//! stand; nothing is understood of them but quotes, brackets and comments.

mod constant;
mod scan;

use scan::{Found, Mark};

/// A curve, and the value from which its alert fires where that is one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub query: String,
    pub threshold: Option<f64>,
}

/// The curve behind an expression; the expression itself where it is no single comparison with a
/// number.
#[must_use]
pub fn curve(expression: &str) -> Curve {
    let expression = unwrapped(expression.trim());
    let whole = || Curve {
        query: expression.to_owned(),
        threshold: None,
    };
    // What cannot be scanned is for Prometheus to refuse.
    let Some(found) = scan::top_level(expression) else {
        return whole();
    };
    let [
        Found {
            mark: Mark::Comparison(operator),
            start,
            end,
        },
    ] = found[..]
    else {
        return whole();
    };
    let left = expression[..start].trim();
    let right = without_modifiers(expression[end..].trim());
    let (query, number) = match (constant::value(left), constant::value(right)) {
        (None, Some(number)) => (left, number),
        (Some(number), None) => (right, number),
        _ => return whole(),
    };
    if query.is_empty() {
        return whole();
    }
    Curve {
        query: unwrapped(query).to_owned(),
        // An alert on anything but a value has no line that the curve crosses.
        threshold: (operator != "!=").then_some(number),
    }
}

/// Without the parentheses around all of it.
fn unwrapped(expression: &str) -> &str {
    let mut inner = expression;
    while let Some(next) = scan::inside_parentheses(inner) {
        inner = next.trim();
    }
    inner
}

/// Without `bool`, which makes a comparison answer 0 or 1.
fn without_modifiers(right: &str) -> &str {
    let word = scan::word_at(right);
    if word.eq_ignore_ascii_case("bool") {
        right[word.len()..].trim()
    } else {
        right
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(expression: &str) -> (String, Option<f64>) {
        let curve = curve(expression);
        (curve.query, curve.threshold)
    }

    fn is(expression: &str, query: &str, threshold: f64) {
        assert_eq!(of(expression), (query.into(), Some(threshold)));
    }

    fn stays(expression: &str) {
        assert_eq!(of(expression), (expression.into(), None));
    }

    #[test]
    fn a_comparison_with_a_number_is_taken_apart() {
        is("rate(errors[5m]) > 0.02", "rate(errors[5m])", 0.02);
        is("rate(errors[5m])>=2e-2", "rate(errors[5m])", 0.02);
        is("up == 0", "up", 0.0);
        is("0.5 < errors:ratio", "errors:ratio", 0.5);
        is("free_bytes < -1", "free_bytes", -1.0);
        is("a / b > 14.4 * 0.001", "a / b", 14.4 * 0.001);
        is("a > (100 - 5) / 100", "a", 0.95);
        is("a > 0x1F", "a", 31.0);
        is("a > 1 # as agreed with > everybody", "a", 1.0);
        is("last > 5 * 60", "last", 300.0);
        is("((rate(x[1m])) > 0.1)", "rate(x[1m])", 0.1);
        assert_eq!(of("up != 1"), ("up".into(), None));
    }

    #[test]
    fn what_stands_inside_is_left_alone() {
        is(
            r#"sum by (job) (rate(x{path=~">a|b<", q='"}>'}[5m])) > 3"#,
            r#"sum by (job) (rate(x{path=~">a|b<", q='"}>'}[5m]))"#,
            3.0,
        );
        is("count(x > 1) > 2", "count(x > 1)", 2.0);
        is(r#"x{a="\">"} > 1"#, r#"x{a="\">"}"#, 1.0);
        is("x{a=`\\`} > 1", "x{a=`\\`}", 1.0);
        is(
            "max_over_time((a > bool 1)[5m:1m]) > 0",
            "max_over_time((a > bool 1)[5m:1m])",
            0.0,
        );
        is("brand > 1", "brand", 1.0);
        is("unless_total > 1", "unless_total", 1.0);
    }

    #[test]
    fn bool_is_no_part_of_the_number() {
        is("x > bool 0.5", "x", 0.5);
        is("x > BOOL 0.5", "x", 0.5);
        is("x > bool(0.5)", "x", 0.5);
        stays("x > boolean");
    }

    #[test]
    fn what_is_more_than_one_comparison_stays_whole() {
        stays("a > 1 and b > 2");
        stays("a > 1 or vector(0)");
        stays("a > 1 unless on (job) b");
        stays("a > 1 < 5");
        stays("1 > 2");
        stays("a > b");
        stays("a > on (job) b");
        stays("a > ignoring (x) group_left b * 2");
        stays("(a > 1) and (b > 2)");
        stays("rate(x[5m])");
        stays("absent(up)");
    }

    #[test]
    fn what_is_no_expression_stays_whole() {
        for odd in [
            "", "x{", "x >", "> 1", "\"", "a > 1)", "(a > 1", "é >", "x > bool",
        ] {
            stays(odd);
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(expression in r#"[a-z0-9 ><=!"'`(){}\[\]#\\é.+*/-]{0,40}"#) {
            let curve = curve(&expression);
            prop_assert!(expression.contains(&curve.query));
        }

        #[test]
        fn any_number_is_found_again(
            number in -1e12..1e12_f64,
            operator in prop::sample::select(vec![">", "<", ">=", "<=", "=="]),
        ) {
            let expression = format!("sum(rate(x[5m])) {operator} {number}");
            prop_assert_eq!(of(&expression), ("sum(rate(x[5m]))".into(), Some(number)));
        }
    }
}
