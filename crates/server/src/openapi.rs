//! Every operation of the API, and the OpenAPI 3.1 document made from the same list.

mod finish;
mod operations;

use std::sync::OnceLock;

use afterword_domain::file::FileId;
use afterword_domain::reader_link::ReaderScope;
use afterword_store::ChangeRecord;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

pub use finish::PUBLIC;
pub use operations::Operations;
use operations::operations;

use crate::error::{self, ApiError, Problem};
use crate::features::{
    access, actions, audit, changes, documents, feed, files, history, incidents, integrations,
    jobs, language, learning, live, mail, meeting, metrics, notices, reader_links, search_index,
    sign_in, slack, stats, subscriptions, titles, trackers, workspace,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Afterword",
        description = "Blameless post-mortems that change something. Errors are problem details \
                       (RFC 9457) with a stable `code`. Edits within an incident carry the version \
                       they saw in `If-Match`; settings, services, teams and people have no version: \
                       a PUT replaces the whole entry. Writes may carry an `Idempotency-Key`, except \
                       where secrets are told (tokens, sessions, setup).",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem, ChangeRecord, ReaderScope, FileId, feed::FeedData<'static>)),
    modifiers(&Access),
    security(("session" = []), ("token" = [])),
)]
struct Document;

struct Access;

impl Modify for Access {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            "afterword_session",
            "Called `__Host-afterword_session` behind https.",
        ));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// What the API does, told to whoever writes a program against it.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    api().describe(&mut document);
    finish::finish(&mut document);
    document
}

/// The document as it is sent, made for whoever asks first.
pub(crate) async fn read_document() -> Result<impl IntoResponse, ApiError> {
    static MADE: OnceLock<Bytes> = OnceLock::new();
    let bytes = match MADE.get() {
        Some(made) => made.clone(),
        None => {
            let made = serde_json::to_vec(&document());
            let made = made.map_err(|error| error::internal(&error))?;
            MADE.get_or_init(|| made.into()).clone()
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes))
}

/// Every operation.
pub fn api() -> Operations {
    let large = operations![
        documents::import::import_documents,
        integrations::pull::pull_files,
    ];
    large
        .layer(DefaultBodyLimit::max(documents::import::LARGEST_IMPORT))
        .merge(access_operations())
        .merge(workspace_operations())
        .merge(integration_operations())
        .merge(metric_operations())
        .merge(tracker_operations())
        .merge(incident_operations())
        .merge(inside_operations())
        .merge(meeting_operations())
        .merge(history_operations())
        .merge(learning_operations())
        .merge(language_operations())
        .merge(operations![
            documents::export::export_incident,
            documents::by_role::export_by_role,
            documents::by_role::preview_export,
            changes::list_changes,
            audit::list::list_audit_log,
            audit::export::export_audit_log,
            feed::follow_changes,
            live::join_document,
        ])
}

fn access_operations() -> Operations {
    use access::{again, all_tokens, identities, links, own_sessions, password, sessions};
    use access::{setup, tokens};
    use sign_in::{providers, rules};
    operations![
        sessions::read_instance,
        setup::set_up,
        links::read_link,
        links::choose_password,
        links::make_sign_in_link,
        sessions::sign_in,
        sessions::read_session,
        sessions::sign_out,
        sessions::sign_in_demo,
        password::change_password,
        again::list_ways_to_prove,
        again::prove_again,
        own_sessions::list_sessions,
        own_sessions::end_other_sessions,
        own_sessions::end_session,
        own_sessions::list_sessions_of_person,
        own_sessions::end_sessions_of_person,
        identities::list_identities,
        identities::unlink_identity,
        all_tokens::list_all_tokens,
        all_tokens::revoke_any_token,
        providers::list_providers,
        providers::add_provider,
        providers::update_provider,
        providers::remove_provider,
        providers::test_provider,
        rules::read_sign_in_rules,
        rules::save_sign_in_rules,
        tokens::list_tokens,
        tokens::add_token,
        tokens::revoke_token,
        reader_links::list_reader_links,
        reader_links::renew_reader_link,
        reader_links::remove_reader_link,
        reader_links::feed::read_postmortem_feed,
    ]
}

fn workspace_operations() -> Operations {
    use workspace::{factors, people, services, settings, teams, views};
    operations![
        settings::read_workspace,
        settings::save_settings,
        services::add_service,
        services::update_service,
        services::remove_service,
        teams::add_team,
        teams::update_team,
        teams::remove_team,
        people::add_person,
        people::update_person,
        factors::name_factor,
        factors::edit_factor,
        factors::merge_factor,
        factors::unmerge_factor,
        factors::split_factor,
        factors::read_factor_history,
        factors::count_factors,
        views::list_views,
        views::add_view,
        views::update_view,
        views::remove_view,
    ]
}

fn integration_operations() -> Operations {
    use integrations::{api, deliveries, edit, secrets};
    operations![
        edit::list_integrations,
        edit::add_integration,
        edit::update_integration,
        edit::remove_integration,
        edit::replace_address,
        secrets::add_secret,
        secrets::remove_secret,
        api::save_source_api,
        api::remove_source_api,
        api::test_source_api,
        deliveries::list_deliveries,
        deliveries::read_delivery,
        deliveries::read_delivery_again,
        deliveries::read_integration_again,
    ]
}

fn metric_operations() -> Operations {
    use metrics::{curve, server, suggestions};
    operations![
        server::read_metrics_server,
        server::save_metrics_server,
        server::remove_metrics_server,
        server::test_metrics_server,
        mail::server::read_mail_server,
        mail::server::save_mail_server,
        mail::server::remove_mail_server,
        mail::server::test_mail_server,
        suggestions::list_metric_suggestions,
        curve::sample_metric,
        slack::bring::list_slack_sources,
        slack::bring::bring_in_slack_messages,
        titles::fetch::list_fetchable_titles,
        titles::fetch::fetch_titles,
        subscriptions::edit::list_subscriptions,
        subscriptions::edit::add_subscription,
        subscriptions::edit::update_subscription,
        subscriptions::edit::remove_subscription,
        subscriptions::edit::replace_subscription_secret,
        subscriptions::messages::list_messages,
        subscriptions::messages::send_message_again,
        jobs::seen::list_jobs,
        jobs::seen::retry_job,
        jobs::seen::drop_job,
        jobs::seen::retry_failed_jobs,
        jobs::seen::drop_failed_jobs,
        notices::preferences::read_notices,
        notices::preferences::save_notices,
    ]
}

fn tracker_operations() -> Operations {
    use trackers::{door, edit, tickets};
    operations![
        edit::list_trackers,
        edit::add_tracker,
        edit::update_tracker,
        edit::remove_tracker,
        edit::test_tracker,
        door::replace_tracker_address,
        door::save_tracker_hook_secret,
        tickets::create_ticket,
        tickets::link_ticket,
        tickets::unlink_ticket,
        tickets::settle_ticket,
    ]
}

fn incident_operations() -> Operations {
    use incidents::{edit, list, open, publish, quarters, read};
    use incidents::{recurrences, undo};
    operations![
        list::list_incidents,
        open::open_incident,
        list::list_incident_tabs,
        quarters::list_incident_quarters,
        read::read_incident,
        edit::edit_incident,
        read::list_incident_changes,
        undo::undo_edit,
        recurrences::decide_recurrence,
        publish::publish_postmortem,
        publish::reopen_postmortem,
        actions::list::list_actions,
        actions::list::export_actions,
        actions::list::count_actions,
        actions::oversight::oversee_actions,
        actions::commit::commit_action,
        actions::progress::update_action,
        actions::commit::withdraw_action,
        actions::review::review_action,
    ]
}

fn meeting_operations() -> Operations {
    use meeting::{agenda, answers, plan, run, say, steps, view, voting};
    use meeting::{invitation, list, prompts, subscriptions};
    operations![
        agenda::read_agenda,
        view::read_meeting,
        plan::schedule_meeting,
        plan::cancel_meeting,
        plan::answer_invitation,
        list::list_meetings,
        prompts::list_prompts,
        list::propose_meeting,
        invitation::read_invitation,
        subscriptions::read_calendar,
        run::start_meeting,
        run::join_meeting,
        run::leave_meeting,
        run::lead_meeting,
        run::end_meeting,
        run::reopen_meeting,
        steps::enter_step,
        steps::skip_step,
        steps::put_off_actions,
        steps::point_meeting,
        steps::extend_step,
        say::say_word,
        say::add_note,
        say::change_note,
        say::remove_note,
        answers::add_silent_answer,
        answers::change_silent_answer,
        answers::remove_silent_answer,
        answers::show_answers,
        voting::open_voting,
        voting::cast_ballot,
    ]
}

fn history_operations() -> Operations {
    use history::{compare, restore, versions};
    operations![
        versions::list_versions,
        versions::name_version,
        versions::read_version,
        versions::unname_version,
        compare::compare_versions,
        restore::restore_version,
    ]
}

fn learning_operations() -> Operations {
    use learning::{
        clusters, considered, lessons, patterns, search, shadow, similar, times, yearly,
    };
    operations![
        stats::read_stats,
        stats::read_attention,
        stats::rates::read_repeat_rate,
        stats::rates::export_repeat_rate,
        stats::rates::read_gauges,
        patterns::read_patterns,
        times::read_times,
        yearly::read_action_outcomes,
        yearly::export_action_outcomes,
        clusters::list_clusters,
        clusters::list_no_patterns,
        clusters::add_no_pattern,
        clusters::remove_no_pattern,
        similar::read_similar,
        similar::find_similar,
        search::search,
        search_index::status::read_search_index,
        search_index::status::rebuild_search_index,
        considered::list_considered,
        lessons::list_lessons,
        shadow::read_repeat_suggestions,
    ]
}

fn language_operations() -> Operations {
    use language::{check, document, keep, rules, trend};
    operations![
        check::check_language,
        rules::list_language_rules,
        document::read_incident_language,
        keep::keep_phrase,
        keep::let_phrase_go,
        trend::read_language_trend,
    ]
}

fn inside_operations() -> Operations {
    use incidents::{answers, factors, measures, sections, signals, timeline};
    operations![
        signals::list_signals,
        signals::decide_signals,
        timeline::add_event,
        timeline::correct_event,
        timeline::remove_event,
        timeline::shift_source,
        files::attach::attach_file,
        files::read::read_file,
        timeline::ask_question,
        timeline::answer_question,
        timeline::make_question_factor,
        sections::add_section,
        sections::write_section,
        sections::remove_section,
        factors::add_contributing_factor,
        factors::change_contributing_factor,
        factors::remove_contributing_factor,
        answers::add_answer,
        answers::change_answer,
        answers::remove_answer,
        measures::add_measure,
        measures::change_measure,
        measures::remove_measure,
        measures::vote_measure,
    ]
}
