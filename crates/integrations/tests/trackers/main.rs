//! What every tracker keeps: one list of tests, run against a stand-in of each.

#![expect(
    clippy::unwrap_used,
    reason = "a test of many trackers is a function that several tests call"
)]

mod bench;
mod creating;
mod failing;
mod hearing;
mod linking;
mod sprints;

/// Runs each test for each tracker.
macro_rules! for_each {
    ($($test:ident),* $(,)?) => {
        $(
            mod $test {
                use afterword_testbed::trackers::Which;

                use crate::bench::Bench;

                #[tokio::test]
                async fn jira_cloud() {
                    super::$test(Bench::new(Which::JiraCloud).await).await;
                }

                #[tokio::test]
                async fn jira_data_center() {
                    super::$test(Bench::new(Which::JiraDataCenter).await).await;
                }

                #[tokio::test]
                async fn github() {
                    super::$test(Bench::new(Which::Github).await).await;
                }

                #[tokio::test]
                async fn gitlab() {
                    super::$test(Bench::new(Which::Gitlab).await).await;
                }

                #[tokio::test]
                async fn linear() {
                    super::$test(Bench::new(Which::Linear).await).await;
                }
            }
        )*
    };
}
pub(crate) use for_each;
