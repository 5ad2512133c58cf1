//! The sentences that are much the same in every incident: taking the page, recovery, all-clear,
//! and what is said of an action item that is late. Several of each, picked by the dice.

use afterword_domain::action_item::Outcome;

use super::dice::Dice;

const TAKEN: [&str; 8] = [
    "On-call takes the page and opens #inc-{n}.",
    "The page is acknowledged from a phone; #inc-{n} is opened two minutes later.",
    "On-call is at the desk already and opens #inc-{n}.",
    "The page is taken, a second pair of eyes is asked for in #inc-{n}.",
    "On-call acknowledges and takes the command in #inc-{n}.",
    "Acknowledged. The {service} team is called into #inc-{n}.",
    "The page is taken by the second on-call; the first is on a train.",
    "On-call opens #inc-{n}; support joins to answer merchants.",
];

const RECOVERED: [&str; 8] = [
    "{service} is back to its usual level of errors.",
    "The last errors of {service} are gone.",
    "{service} answers as it did this morning.",
    "The synthetic check of {service} is green, three times in a row.",
    "Error rate of {service} below 0.1%.",
    "{service} has caught up; nothing waits any longer.",
    "Customers of {service} confirm that it works again.",
    "All graphs of {service} are inside their bands.",
];

const CLEAR: [&str; 8] = [
    "All clear after a quarter of an hour of ordinary traffic.",
    "All clear. Support tells the merchants who wrote.",
    "The incident is closed; the channel stays open for the timeline.",
    "All clear. Two of us keep an eye on it until the evening.",
    "All clear, and a note on the status page.",
    "Nothing new for twenty minutes: all clear.",
    "All clear. Logs and graphs are saved for the post-mortem.",
    "The commander closes the incident and thanks everybody.",
];

const LATE: [(Outcome, &str); 8] = [
    (Outcome::NotStarted, "Other work went first this sprint."),
    (Outcome::InProgress, "Half done; the tests are missing."),
    (Outcome::InProgress, "Waits for a review."),
    (
        Outcome::NotStarted,
        "Was not in the sprint’s plan; it is in the next.",
    ),
    (Outcome::InProgress, "Works in staging, to be rolled out."),
    (
        Outcome::NotStarted,
        "The estimate was too small; it is cut in two.",
    ),
    (Outcome::InProgress, "Blocked by a missing permission."),
    (Outcome::PutOff, "Its owner is away; looked at next time."),
];

pub(super) struct Words<'a> {
    pub number: u32,
    pub service: &'a str,
}

impl Words<'_> {
    pub(super) fn taken(&self, dice: &mut Dice) -> String {
        self.fill(dice.pick(&TAKEN, ""))
    }

    pub(super) fn recovered(&self, dice: &mut Dice) -> String {
        self.fill(dice.pick(&RECOVERED, ""))
    }

    pub(super) fn clear(&self, dice: &mut Dice) -> String {
        self.fill(dice.pick(&CLEAR, ""))
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{n}", &self.number.to_string())
            .replace("{service}", self.service)
    }
}

pub(super) fn late(dice: &mut Dice) -> (Outcome, &'static str) {
    dice.pick(&LATE, (Outcome::NotStarted, ""))
}
