//! The query behind an alert, which Prometheus puts into the address of its graph.

use afterword_domain::signal::MetricQuery;

use crate::inbound::form;

/// A longer expression is no query that a person wrote.
const EXPRESSION_MAX: usize = 5_000;

/// The expression in `g0.expr`, which Prometheus and its relatives use; `None` in any other address.
pub(super) fn of(generator_url: &str) -> Option<MetricQuery> {
    let (_, query) = generator_url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    let mut fields = form::fields(query.as_bytes()).ok()?;
    let expression = fields.remove("g0.expr")?.trim().to_owned();
    let is_one = !expression.is_empty() && expression.len() <= EXPRESSION_MAX;
    is_one.then_some(MetricQuery { expression })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expression_is_decoded() {
        let of = |url| of(url).map(|query| query.expression);
        assert_eq!(
            of("http://prom:9090/graph?g0.expr=rate%28errors%5B5m%5D%29+%3E+0.02&g0.tab=1"),
            Some("rate(errors[5m]) > 0.02".into())
        );
        assert_eq!(of("http://prom:9090/graph?g0.tab=1#g0.expr=x"), None);
        assert_eq!(of("http://prom:9090/graph?g0.expr="), None);
        assert_eq!(of("http://prom:9090/graph?g0.expr=%ff"), None);
        assert_eq!(of(""), None);
    }
}
