//! Every operation of the API, and the OpenAPI 3.1 document made from the same list.

mod finish;

use std::sync::LazyLock;

use afterword_domain::file::FileId;
use afterword_domain::reader_link::ReaderScope;
use afterword_store::ChangeRecord;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

pub use finish::{PUBLIC, writes};

use crate::app::App;
use crate::error::Problem;
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

/// The document alone, for the command line and the typed client.
pub fn document() -> &'static utoipa::openapi::OpenApi {
    &api().1
}

/// The operations and their document: the same for every server of a process, of which a test program
/// has hundreds.
pub fn api() -> &'static (Router<App>, utoipa::openapi::OpenApi) {
    static API: LazyLock<(Router<App>, utoipa::openapi::OpenApi)> = LazyLock::new(make);
    &API
}

fn make() -> (Router<App>, utoipa::openapi::OpenApi) {
    let imports = routes!(documents::import::import_documents)
        .layer(DefaultBodyLimit::max(documents::import::LARGEST_IMPORT));
    let pulls = routes!(integrations::pull::pull_files)
        .layer(DefaultBodyLimit::max(documents::import::LARGEST_IMPORT));
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .merge(access_operations())
        .merge(workspace_operations())
        .merge(integration_operations())
        .merge(metric_operations())
        .merge(tracker_operations())
        .merge(incident_operations())
        .merge(inside_operations())
        .merge(meeting_operations())
        .merge(history_operations())
        .routes(imports)
        .routes(pulls)
        .routes(routes!(
            documents::export::export_incident,
            documents::by_role::export_by_role
        ))
        .routes(routes!(documents::by_role::preview_export))
        .merge(learning_operations())
        .merge(language_operations())
        .routes(routes!(changes::list_changes))
        .routes(routes!(audit::list::list_audit_log))
        .routes(routes!(audit::export::export_audit_log))
        .routes(routes!(feed::follow_changes))
        .routes(routes!(live::join_document))
        .split_for_parts();
    finish::finish(&mut document);
    (router, document)
}

fn access_operations() -> OpenApiRouter<App> {
    use access::{again, all_tokens, identities, links, own_sessions, password, sessions};
    use access::{setup, tokens};
    use sign_in::{providers, rules};
    OpenApiRouter::new()
        .routes(routes!(sessions::read_instance))
        .routes(routes!(setup::set_up))
        .routes(routes!(links::read_link))
        .routes(routes!(links::choose_password))
        .routes(routes!(links::make_sign_in_link))
        .routes(routes!(
            sessions::sign_in,
            sessions::read_session,
            sessions::sign_out
        ))
        .routes(routes!(sessions::sign_in_demo))
        .routes(routes!(password::change_password))
        .routes(routes!(again::list_ways_to_prove, again::prove_again))
        .routes(routes!(
            own_sessions::list_sessions,
            own_sessions::end_other_sessions
        ))
        .routes(routes!(own_sessions::end_session))
        .routes(routes!(
            own_sessions::list_sessions_of_person,
            own_sessions::end_sessions_of_person
        ))
        .routes(routes!(identities::list_identities))
        .routes(routes!(identities::unlink_identity))
        .routes(routes!(all_tokens::list_all_tokens))
        .routes(routes!(all_tokens::revoke_any_token))
        .routes(routes!(providers::list_providers, providers::add_provider))
        .routes(routes!(
            providers::update_provider,
            providers::remove_provider
        ))
        .routes(routes!(providers::test_provider))
        .routes(routes!(
            rules::read_sign_in_rules,
            rules::save_sign_in_rules
        ))
        .routes(routes!(tokens::list_tokens, tokens::add_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(reader_links::list_reader_links))
        .routes(routes!(
            reader_links::renew_reader_link,
            reader_links::remove_reader_link
        ))
        .routes(routes!(reader_links::feed::read_postmortem_feed))
}

fn workspace_operations() -> OpenApiRouter<App> {
    use workspace::{factors, people, services, settings, teams, views};
    OpenApiRouter::new()
        .routes(routes!(settings::read_workspace))
        .routes(routes!(settings::save_settings))
        .routes(routes!(services::add_service))
        .routes(routes!(services::update_service, services::remove_service))
        .routes(routes!(teams::add_team))
        .routes(routes!(teams::update_team, teams::remove_team))
        .routes(routes!(people::add_person))
        .routes(routes!(people::update_person))
        .routes(routes!(factors::name_factor))
        .routes(routes!(factors::edit_factor))
        .routes(routes!(factors::merge_factor, factors::unmerge_factor))
        .routes(routes!(factors::split_factor))
        .routes(routes!(factors::read_factor_history))
        .routes(routes!(factors::count_factors))
        .routes(routes!(views::list_views, views::add_view))
        .routes(routes!(views::update_view, views::remove_view))
}

fn integration_operations() -> OpenApiRouter<App> {
    use integrations::{api, deliveries, edit, secrets};
    OpenApiRouter::new()
        .routes(routes!(edit::list_integrations, edit::add_integration))
        .routes(routes!(edit::update_integration, edit::remove_integration))
        .routes(routes!(edit::replace_address))
        .routes(routes!(secrets::add_secret))
        .routes(routes!(secrets::remove_secret))
        .routes(routes!(api::save_source_api, api::remove_source_api))
        .routes(routes!(api::test_source_api))
        .routes(routes!(deliveries::list_deliveries))
        .routes(routes!(deliveries::read_delivery))
        .routes(routes!(deliveries::read_delivery_again))
        .routes(routes!(deliveries::read_integration_again))
}

fn metric_operations() -> OpenApiRouter<App> {
    use metrics::{curve, server, suggestions};
    OpenApiRouter::new()
        .routes(routes!(
            server::read_metrics_server,
            server::save_metrics_server,
            server::remove_metrics_server
        ))
        .routes(routes!(server::test_metrics_server))
        .routes(routes!(
            mail::server::read_mail_server,
            mail::server::save_mail_server,
            mail::server::remove_mail_server
        ))
        .routes(routes!(mail::server::test_mail_server))
        .routes(routes!(suggestions::list_metric_suggestions))
        .routes(routes!(curve::sample_metric))
        .routes(routes!(
            slack::bring::list_slack_sources,
            slack::bring::bring_in_slack_messages
        ))
        .routes(routes!(titles::fetch::list_fetchable_titles))
        .routes(routes!(titles::fetch::fetch_titles))
        .routes(routes!(
            subscriptions::edit::list_subscriptions,
            subscriptions::edit::add_subscription
        ))
        .routes(routes!(
            subscriptions::edit::update_subscription,
            subscriptions::edit::remove_subscription
        ))
        .routes(routes!(subscriptions::edit::replace_subscription_secret))
        .routes(routes!(subscriptions::messages::list_messages))
        .routes(routes!(subscriptions::messages::send_message_again))
        .routes(routes!(jobs::seen::list_jobs))
        .routes(routes!(jobs::seen::retry_job))
        .routes(routes!(jobs::seen::drop_job))
        .routes(routes!(jobs::seen::retry_failed_jobs))
        .routes(routes!(jobs::seen::drop_failed_jobs))
        .routes(routes!(
            notices::preferences::read_notices,
            notices::preferences::save_notices
        ))
}

fn tracker_operations() -> OpenApiRouter<App> {
    use trackers::{door, edit, tickets};
    OpenApiRouter::new()
        .routes(routes!(edit::list_trackers, edit::add_tracker))
        .routes(routes!(edit::update_tracker, edit::remove_tracker))
        .routes(routes!(edit::test_tracker))
        .routes(routes!(door::replace_tracker_address))
        .routes(routes!(door::save_tracker_hook_secret))
        .routes(routes!(
            tickets::create_ticket,
            tickets::link_ticket,
            tickets::unlink_ticket
        ))
        .routes(routes!(tickets::settle_ticket))
}

fn incident_operations() -> OpenApiRouter<App> {
    use incidents::{edit, list, open, publish, quarters, read};
    use incidents::{recurrences, undo};
    OpenApiRouter::new()
        .routes(routes!(list::list_incidents, open::open_incident))
        .routes(routes!(list::list_incident_tabs))
        .routes(routes!(quarters::list_incident_quarters))
        .routes(routes!(read::read_incident, edit::edit_incident))
        .routes(routes!(read::list_incident_changes))
        .routes(routes!(undo::undo_edit))
        .routes(routes!(recurrences::decide_recurrence))
        .routes(routes!(publish::publish_postmortem))
        .routes(routes!(publish::reopen_postmortem))
        .routes(routes!(actions::list::list_actions))
        .routes(routes!(actions::list::export_actions))
        .routes(routes!(actions::list::count_actions))
        .routes(routes!(actions::oversight::oversee_actions))
        .routes(routes!(actions::commit::commit_action))
        .routes(routes!(
            actions::progress::update_action,
            actions::commit::withdraw_action
        ))
        .routes(routes!(actions::review::review_action))
}

fn meeting_operations() -> OpenApiRouter<App> {
    use meeting::{agenda, answers, plan, run, say, steps, view, voting};
    use meeting::{invitation, list, prompts, subscriptions};
    OpenApiRouter::new()
        .routes(routes!(agenda::read_agenda))
        .routes(routes!(
            view::read_meeting,
            plan::schedule_meeting,
            plan::cancel_meeting
        ))
        .routes(routes!(plan::answer_invitation))
        .routes(routes!(list::list_meetings))
        .routes(routes!(prompts::list_prompts))
        .routes(routes!(list::propose_meeting))
        .routes(routes!(invitation::read_invitation))
        .routes(routes!(subscriptions::read_calendar))
        .routes(routes!(run::start_meeting))
        .routes(routes!(run::join_meeting))
        .routes(routes!(run::leave_meeting))
        .routes(routes!(run::lead_meeting))
        .routes(routes!(run::end_meeting))
        .routes(routes!(run::reopen_meeting))
        .routes(routes!(steps::enter_step))
        .routes(routes!(steps::skip_step))
        .routes(routes!(steps::put_off_actions))
        .routes(routes!(steps::point_meeting))
        .routes(routes!(steps::extend_step))
        .routes(routes!(say::say_word))
        .routes(routes!(say::add_note))
        .routes(routes!(say::change_note, say::remove_note))
        .routes(routes!(answers::add_silent_answer))
        .routes(routes!(
            answers::change_silent_answer,
            answers::remove_silent_answer
        ))
        .routes(routes!(answers::show_answers))
        .routes(routes!(voting::open_voting))
        .routes(routes!(voting::cast_ballot))
}

fn history_operations() -> OpenApiRouter<App> {
    use history::{compare, restore, versions};
    OpenApiRouter::new()
        .routes(routes!(versions::list_versions, versions::name_version))
        .routes(routes!(versions::read_version, versions::unname_version))
        .routes(routes!(compare::compare_versions))
        .routes(routes!(restore::restore_version))
}

fn learning_operations() -> OpenApiRouter<App> {
    use learning::{
        clusters, considered, lessons, patterns, search, shadow, similar, times, yearly,
    };
    OpenApiRouter::new()
        .routes(routes!(stats::read_stats))
        .routes(routes!(stats::read_attention))
        .routes(routes!(stats::rates::read_repeat_rate))
        .routes(routes!(stats::rates::export_repeat_rate))
        .routes(routes!(stats::rates::read_gauges))
        .routes(routes!(patterns::read_patterns))
        .routes(routes!(times::read_times))
        .routes(routes!(yearly::read_action_outcomes))
        .routes(routes!(yearly::export_action_outcomes))
        .routes(routes!(clusters::list_clusters))
        .routes(routes!(
            clusters::list_no_patterns,
            clusters::add_no_pattern
        ))
        .routes(routes!(clusters::remove_no_pattern))
        .routes(routes!(similar::read_similar))
        .routes(routes!(similar::find_similar))
        .routes(routes!(search::search))
        .routes(routes!(search_index::status::read_search_index))
        .routes(routes!(search_index::status::rebuild_search_index))
        .routes(routes!(considered::list_considered))
        .routes(routes!(lessons::list_lessons))
        .routes(routes!(shadow::read_repeat_suggestions))
}

fn language_operations() -> OpenApiRouter<App> {
    use language::{check, document, keep, rules, trend};
    OpenApiRouter::new()
        .routes(routes!(check::check_language))
        .routes(routes!(rules::list_language_rules))
        .routes(routes!(document::read_incident_language))
        .routes(routes!(keep::keep_phrase))
        .routes(routes!(keep::let_phrase_go))
        .routes(routes!(trend::read_language_trend))
}

fn inside_operations() -> OpenApiRouter<App> {
    use incidents::{answers, factors, measures, sections, signals, timeline};
    OpenApiRouter::new()
        .routes(routes!(signals::list_signals, signals::decide_signals))
        .routes(routes!(timeline::add_event))
        .routes(routes!(timeline::correct_event, timeline::remove_event))
        .routes(routes!(timeline::shift_source))
        .routes(routes!(files::attach::attach_file))
        .routes(routes!(files::read::read_file))
        .routes(routes!(timeline::ask_question))
        .routes(routes!(timeline::answer_question))
        .routes(routes!(timeline::make_question_factor))
        .routes(routes!(sections::add_section))
        .routes(routes!(sections::write_section, sections::remove_section))
        .routes(routes!(factors::add_contributing_factor))
        .routes(routes!(
            factors::change_contributing_factor,
            factors::remove_contributing_factor
        ))
        .routes(routes!(answers::add_answer))
        .routes(routes!(answers::change_answer, answers::remove_answer))
        .routes(routes!(measures::add_measure))
        .routes(routes!(measures::change_measure, measures::remove_measure))
        .routes(routes!(measures::vote_measure))
}
