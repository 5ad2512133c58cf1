//! What is asked of Linear, in GraphQL. Every name stands in the schema that Linear publishes with
//! its SDK.

macro_rules! issue_fields {
    () => {
        "identifier url title updatedAt trashed state { name type }"
    };
}

pub(super) const TEAM: &str = "query Team($key: String!) { viewer { name email } \
    teams(first: 1, filter: { key: { eq: $key } }) { nodes { id key name cyclesEnabled } } }";

pub(super) const CYCLES: &str = "query Cycles($team: ID!, $after: String) { \
    cycles(first: 50, after: $after, \
    filter: { team: { id: { eq: $team } }, isPast: { eq: false } }) { \
    nodes { id number name startsAt endsAt } pageInfo { hasNextPage endCursor } } }";

pub(super) const ISSUE: &str = concat!(
    "query Issue($id: String!) { issue(id: $id) { ",
    issue_fields!(),
    " } }"
);

pub(super) const CHANGED: &str = concat!(
    "query Changed($team: ID!, $since: DateTimeOrDuration!, $after: String) { \
    issues(first: 50, after: $after, orderBy: updatedAt, includeArchived: true, \
    filter: { team: { id: { eq: $team } }, updatedAt: { gte: $since } }) { nodes { ",
    issue_fields!(),
    " } pageInfo { hasNextPage endCursor } } }"
);

pub(super) const PERSON: &str = "query Person($filter: UserFilter!) { \
    users(first: 2, filter: $filter) { nodes { id active } } }";

pub(super) const LABELS: &str = "query Labels($names: [String!]!) { \
    issueLabels(first: 100, filter: { name: { in: $names } }) { nodes { id name team { id } } } }";

pub(super) const LABEL_CREATE: &str = "mutation LabelCreate($input: IssueLabelCreateInput!) { \
    issueLabelCreate(input: $input) { success issueLabel { id } } }";

pub(super) const ISSUE_CREATE: &str = concat!(
    "mutation IssueCreate($input: IssueCreateInput!) { issueCreate(input: $input) { \
    success issue { ",
    issue_fields!(),
    " } } }"
);

pub(super) const COMMENT: &str = "query Comment($id: String) { comment(id: $id) { id } }";

pub(super) const COMMENT_CREATE: &str = "mutation CommentCreate($input: CommentCreateInput!) { \
    commentCreate(input: $input) { success } }";
