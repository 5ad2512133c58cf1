//! A stand-in for a tracker as a program of its own, for journeys in a browser:
//! `cargo run -p afterword-testbed --example tracker -- jira_cloud 4711`.

use std::error::Error;

use afterword_testbed::trackers::{Standin, Which};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let kind = words.next().unwrap_or_default();
    let which = Which::of_word(&kind);
    let which =
        which.ok_or("the first word is jira_cloud, jira_data_center, github, gitlab or linear")?;
    let port = words.next().ok_or("the second word is a port")?.parse()?;
    let standin = Standin::start_at(which, port).await;
    // Beside a real server its time has to go on.
    standin.desk().now = None;
    standin.desk().page = 50;
    standin.desk().spread();
    std::future::pending::<()>().await;
    Ok(())
}
