#include "cwebassets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// A file added to Views/, Public/ or Languages/ gets two lines here: its bytes, and its place in the table (a test compares them with the folders).

static const unsigned char view_attempts[] = {
#embed "../../../Views/attempts.tpl"
};
static const unsigned char view_bench_board[] = {
#embed "../../../Views/bench/board.tpl"
};
static const unsigned char view_bench_device[] = {
#embed "../../../Views/bench/device.tpl"
};
static const unsigned char view_bench_entrance[] = {
#embed "../../../Views/bench/entrance.tpl"
};
static const unsigned char view_bench_job[] = {
#embed "../../../Views/bench/job.tpl"
};
static const unsigned char view_bench_jobs[] = {
#embed "../../../Views/bench/jobs.tpl"
};
static const unsigned char view_bench_new_job[] = {
#embed "../../../Views/bench/new-job.tpl"
};
static const unsigned char view_bench_question[] = {
#embed "../../../Views/bench/question.tpl"
};
static const unsigned char view_bench_report[] = {
#embed "../../../Views/bench/report.tpl"
};
static const unsigned char view_bench_run[] = {
#embed "../../../Views/bench/run.tpl"
};
static const unsigned char view_bench_runs[] = {
#embed "../../../Views/bench/runs.tpl"
};
static const unsigned char view_bench_scan[] = {
#embed "../../../Views/bench/scan.tpl"
};
static const unsigned char view_bench_tile[] = {
#embed "../../../Views/bench/tile.tpl"
};
static const unsigned char view_certificate_facts[] = {
#embed "../../../Views/certificate/facts.tpl"
};
static const unsigned char view_certificate_list[] = {
#embed "../../../Views/certificate/list.tpl"
};
static const unsigned char view_certificate_show[] = {
#embed "../../../Views/certificate/show.tpl"
};
static const unsigned char view_changes[] = {
#embed "../../../Views/changes.tpl"
};
static const unsigned char view_confirm_within[] = {
#embed "../../../Views/confirm-within.tpl"
};
static const unsigned char view_confirm[] = {
#embed "../../../Views/confirm.tpl"
};
static const unsigned char view_difference[] = {
#embed "../../../Views/difference.tpl"
};
static const unsigned char view_draft_bar[] = {
#embed "../../../Views/draft-bar.tpl"
};
static const unsigned char view_draft[] = {
#embed "../../../Views/draft.tpl"
};
static const unsigned char view_dry_run[] = {
#embed "../../../Views/dry-run.tpl"
};
static const unsigned char view_effects[] = {
#embed "../../../Views/effects.tpl"
};
static const unsigned char view_errors[] = {
#embed "../../../Views/errors.tpl"
};
static const unsigned char view_frame[] = {
#embed "../../../Views/frame.tpl"
};
static const unsigned char view_history[] = {
#embed "../../../Views/history.tpl"
};
static const unsigned char view_import[] = {
#embed "../../../Views/import.tpl"
};
static const unsigned char view_login[] = {
#embed "../../../Views/login.tpl"
};
static const unsigned char view_message[] = {
#embed "../../../Views/message.tpl"
};
static const unsigned char view_password_field[] = {
#embed "../../../Views/password-field.tpl"
};
static const unsigned char view_password[] = {
#embed "../../../Views/password.tpl"
};
static const unsigned char view_pending[] = {
#embed "../../../Views/pending.tpl"
};
static const unsigned char view_phone_screen[] = {
#embed "../../../Views/phone-screen.tpl"
};
static const unsigned char view_problem[] = {
#embed "../../../Views/problem.tpl"
};
static const unsigned char view_proposal[] = {
#embed "../../../Views/proposal.tpl"
};
static const unsigned char view_provisioning_dry_run[] = {
#embed "../../../Views/provisioning/dry-run.tpl"
};
static const unsigned char view_provisioning_explanation[] = {
#embed "../../../Views/provisioning/explanation.tpl"
};
static const unsigned char view_provisioning_machine[] = {
#embed "../../../Views/provisioning/machine.tpl"
};
static const unsigned char view_provisioning_onboarding[] = {
#embed "../../../Views/provisioning/onboarding.tpl"
};
static const unsigned char view_provisioning_progress[] = {
#embed "../../../Views/provisioning/progress.tpl"
};
static const unsigned char view_provisioning_screen[] = {
#embed "../../../Views/provisioning/screen.tpl"
};
static const unsigned char view_restore[] = {
#embed "../../../Views/restore.tpl"
};
static const unsigned char view_revision[] = {
#embed "../../../Views/revision.tpl"
};
static const unsigned char view_rows[] = {
#embed "../../../Views/rows.tpl"
};
static const unsigned char view_search[] = {
#embed "../../../Views/search.tpl"
};
static const unsigned char view_sections[] = {
#embed "../../../Views/sections.tpl"
};
static const unsigned char view_sentence[] = {
#embed "../../../Views/sentence.tpl"
};
static const unsigned char view_sessions[] = {
#embed "../../../Views/sessions.tpl"
};
static const unsigned char view_setup[] = {
#embed "../../../Views/setup.tpl"
};
static const unsigned char view_status[] = {
#embed "../../../Views/status.tpl"
};
static const unsigned char view_status_attempt[] = {
#embed "../../../Views/status/attempt.tpl"
};
static const unsigned char view_status_live[] = {
#embed "../../../Views/status/live.tpl"
};
static const unsigned char view_time[] = {
#embed "../../../Views/time.tpl"
};
static const unsigned char view_voice_account[] = {
#embed "../../../Views/voice/account.tpl"
};
static const unsigned char view_voice_activation[] = {
#embed "../../../Views/voice/activation.tpl"
};
static const unsigned char view_voice_resync[] = {
#embed "../../../Views/voice/resync.tpl"
};
static const unsigned char view_voice_tab[] = {
#embed "../../../Views/voice/tab.tpl"
};

static const unsigned char public_board_js[] = {
#embed "../../../Public/board.js"
};
static const unsigned char public_confirm_js[] = {
#embed "../../../Public/confirm.js"
};
static const unsigned char public_countdown_js[] = {
#embed "../../../Public/countdown.js"
};
static const unsigned char public_fields_js[] = {
#embed "../../../Public/fields.js"
};
static const unsigned char public_frame_js[] = {
#embed "../../../Public/frame.js"
};
static const unsigned char public_live_js[] = {
#embed "../../../Public/live.js"
};
static const unsigned char public_onhook_css[] = {
#embed "../../../Public/onhook.css"
};
static const unsigned char public_onhook_svg[] = {
#embed "../../../Public/onhook.svg"
};
static const unsigned char public_openapi_json[] = {
#embed "../../../Public/openapi.json"
};
static const unsigned char public_provisioning_js[] = {
#embed "../../../Public/provisioning.js"
};
static const unsigned char public_scan_js[] = {
#embed "../../../Public/scan.js"
};
static const unsigned char public_search_js[] = {
#embed "../../../Public/search.js"
};
static const unsigned char public_unsaved_js[] = {
#embed "../../../Public/unsaved.js"
};

static const unsigned char language_de_accounts[] = {
#embed "../../../Languages/de/accounts.json"
};
static const unsigned char language_de_actions[] = {
#embed "../../../Languages/de/actions.json"
};
static const unsigned char language_de_bench[] = {
#embed "../../../Languages/de/bench.json"
};
static const unsigned char language_de_confirm[] = {
#embed "../../../Languages/de/confirm.json"
};
static const unsigned char language_de_drafts[] = {
#embed "../../../Languages/de/drafts.json"
};
static const unsigned char language_de_engine[] = {
#embed "../../../Languages/de/engine.json"
};
static const unsigned char language_de_help[] = {
#embed "../../../Languages/de/help.json"
};
static const unsigned char language_de_look[] = {
#embed "../../../Languages/de/look.json"
};
static const unsigned char language_de_pages[] = {
#embed "../../../Languages/de/pages.json"
};
static const unsigned char language_de_phone[] = {
#embed "../../../Languages/de/phone.json"
};
static const unsigned char language_de_profiles[] = {
#embed "../../../Languages/de/profiles.json"
};
static const unsigned char language_de_provpage[] = {
#embed "../../../Languages/de/provpage.json"
};
static const unsigned char language_de_status[] = {
#embed "../../../Languages/de/status.json"
};
static const unsigned char language_de_tls[] = {
#embed "../../../Languages/de/tls.json"
};
static const unsigned char language_zh_accounts[] = {
#embed "../../../Languages/zh-Hans/accounts.json"
};
static const unsigned char language_zh_actions[] = {
#embed "../../../Languages/zh-Hans/actions.json"
};
static const unsigned char language_zh_bench[] = {
#embed "../../../Languages/zh-Hans/bench.json"
};
static const unsigned char language_zh_confirm[] = {
#embed "../../../Languages/zh-Hans/confirm.json"
};
static const unsigned char language_zh_drafts[] = {
#embed "../../../Languages/zh-Hans/drafts.json"
};
static const unsigned char language_zh_engine[] = {
#embed "../../../Languages/zh-Hans/engine.json"
};
static const unsigned char language_zh_help[] = {
#embed "../../../Languages/zh-Hans/help.json"
};
static const unsigned char language_zh_look[] = {
#embed "../../../Languages/zh-Hans/look.json"
};
static const unsigned char language_zh_pages[] = {
#embed "../../../Languages/zh-Hans/pages.json"
};
static const unsigned char language_zh_phone[] = {
#embed "../../../Languages/zh-Hans/phone.json"
};
static const unsigned char language_zh_profiles[] = {
#embed "../../../Languages/zh-Hans/profiles.json"
};
static const unsigned char language_zh_provpage[] = {
#embed "../../../Languages/zh-Hans/provpage.json"
};
static const unsigned char language_zh_status[] = {
#embed "../../../Languages/zh-Hans/status.json"
};
static const unsigned char language_zh_tls[] = {
#embed "../../../Languages/zh-Hans/tls.json"
};

static const cwebassets_file views_files[] = {
    {"attempts.tpl", view_attempts, sizeof view_attempts},
    {"bench/board.tpl", view_bench_board, sizeof view_bench_board},
    {"bench/device.tpl", view_bench_device, sizeof view_bench_device},
    {"bench/entrance.tpl", view_bench_entrance, sizeof view_bench_entrance},
    {"bench/job.tpl", view_bench_job, sizeof view_bench_job},
    {"bench/jobs.tpl", view_bench_jobs, sizeof view_bench_jobs},
    {"bench/new-job.tpl", view_bench_new_job, sizeof view_bench_new_job},
    {"bench/question.tpl", view_bench_question, sizeof view_bench_question},
    {"bench/report.tpl", view_bench_report, sizeof view_bench_report},
    {"bench/run.tpl", view_bench_run, sizeof view_bench_run},
    {"bench/runs.tpl", view_bench_runs, sizeof view_bench_runs},
    {"bench/scan.tpl", view_bench_scan, sizeof view_bench_scan},
    {"bench/tile.tpl", view_bench_tile, sizeof view_bench_tile},
    {"certificate/facts.tpl", view_certificate_facts, sizeof view_certificate_facts},
    {"certificate/list.tpl", view_certificate_list, sizeof view_certificate_list},
    {"certificate/show.tpl", view_certificate_show, sizeof view_certificate_show},
    {"changes.tpl", view_changes, sizeof view_changes},
    {"confirm-within.tpl", view_confirm_within, sizeof view_confirm_within},
    {"confirm.tpl", view_confirm, sizeof view_confirm},
    {"difference.tpl", view_difference, sizeof view_difference},
    {"draft-bar.tpl", view_draft_bar, sizeof view_draft_bar},
    {"draft.tpl", view_draft, sizeof view_draft},
    {"dry-run.tpl", view_dry_run, sizeof view_dry_run},
    {"effects.tpl", view_effects, sizeof view_effects},
    {"errors.tpl", view_errors, sizeof view_errors},
    {"frame.tpl", view_frame, sizeof view_frame},
    {"history.tpl", view_history, sizeof view_history},
    {"import.tpl", view_import, sizeof view_import},
    {"login.tpl", view_login, sizeof view_login},
    {"message.tpl", view_message, sizeof view_message},
    {"password-field.tpl", view_password_field, sizeof view_password_field},
    {"password.tpl", view_password, sizeof view_password},
    {"pending.tpl", view_pending, sizeof view_pending},
    {"phone-screen.tpl", view_phone_screen, sizeof view_phone_screen},
    {"problem.tpl", view_problem, sizeof view_problem},
    {"proposal.tpl", view_proposal, sizeof view_proposal},
    {"provisioning/dry-run.tpl", view_provisioning_dry_run, sizeof view_provisioning_dry_run},
    {"provisioning/explanation.tpl", view_provisioning_explanation, sizeof view_provisioning_explanation},
    {"provisioning/machine.tpl", view_provisioning_machine, sizeof view_provisioning_machine},
    {"provisioning/onboarding.tpl", view_provisioning_onboarding, sizeof view_provisioning_onboarding},
    {"provisioning/progress.tpl", view_provisioning_progress, sizeof view_provisioning_progress},
    {"provisioning/screen.tpl", view_provisioning_screen, sizeof view_provisioning_screen},
    {"restore.tpl", view_restore, sizeof view_restore},
    {"revision.tpl", view_revision, sizeof view_revision},
    {"rows.tpl", view_rows, sizeof view_rows},
    {"search.tpl", view_search, sizeof view_search},
    {"sections.tpl", view_sections, sizeof view_sections},
    {"sentence.tpl", view_sentence, sizeof view_sentence},
    {"sessions.tpl", view_sessions, sizeof view_sessions},
    {"setup.tpl", view_setup, sizeof view_setup},
    {"status.tpl", view_status, sizeof view_status},
    {"status/attempt.tpl", view_status_attempt, sizeof view_status_attempt},
    {"status/live.tpl", view_status_live, sizeof view_status_live},
    {"time.tpl", view_time, sizeof view_time},
    {"voice/account.tpl", view_voice_account, sizeof view_voice_account},
    {"voice/activation.tpl", view_voice_activation, sizeof view_voice_activation},
    {"voice/resync.tpl", view_voice_resync, sizeof view_voice_resync},
    {"voice/tab.tpl", view_voice_tab, sizeof view_voice_tab},
};

static const cwebassets_file public_files[] = {
    {"board.js", public_board_js, sizeof public_board_js},
    {"confirm.js", public_confirm_js, sizeof public_confirm_js},
    {"countdown.js", public_countdown_js, sizeof public_countdown_js},
    {"fields.js", public_fields_js, sizeof public_fields_js},
    {"frame.js", public_frame_js, sizeof public_frame_js},
    {"live.js", public_live_js, sizeof public_live_js},
    {"onhook.css", public_onhook_css, sizeof public_onhook_css},
    {"onhook.svg", public_onhook_svg, sizeof public_onhook_svg},
    {"openapi.json", public_openapi_json, sizeof public_openapi_json},
    {"provisioning.js", public_provisioning_js, sizeof public_provisioning_js},
    {"scan.js", public_scan_js, sizeof public_scan_js},
    {"search.js", public_search_js, sizeof public_search_js},
    {"unsaved.js", public_unsaved_js, sizeof public_unsaved_js},
};

static const cwebassets_file language_files[] = {
    {"de/accounts.json", language_de_accounts, sizeof language_de_accounts},
    {"de/actions.json", language_de_actions, sizeof language_de_actions},
    {"de/bench.json", language_de_bench, sizeof language_de_bench},
    {"de/confirm.json", language_de_confirm, sizeof language_de_confirm},
    {"de/drafts.json", language_de_drafts, sizeof language_de_drafts},
    {"de/engine.json", language_de_engine, sizeof language_de_engine},
    {"de/help.json", language_de_help, sizeof language_de_help},
    {"de/look.json", language_de_look, sizeof language_de_look},
    {"de/pages.json", language_de_pages, sizeof language_de_pages},
    {"de/phone.json", language_de_phone, sizeof language_de_phone},
    {"de/profiles.json", language_de_profiles, sizeof language_de_profiles},
    {"de/provpage.json", language_de_provpage, sizeof language_de_provpage},
    {"de/status.json", language_de_status, sizeof language_de_status},
    {"de/tls.json", language_de_tls, sizeof language_de_tls},
    {"zh-Hans/accounts.json", language_zh_accounts, sizeof language_zh_accounts},
    {"zh-Hans/actions.json", language_zh_actions, sizeof language_zh_actions},
    {"zh-Hans/bench.json", language_zh_bench, sizeof language_zh_bench},
    {"zh-Hans/confirm.json", language_zh_confirm, sizeof language_zh_confirm},
    {"zh-Hans/drafts.json", language_zh_drafts, sizeof language_zh_drafts},
    {"zh-Hans/engine.json", language_zh_engine, sizeof language_zh_engine},
    {"zh-Hans/help.json", language_zh_help, sizeof language_zh_help},
    {"zh-Hans/look.json", language_zh_look, sizeof language_zh_look},
    {"zh-Hans/pages.json", language_zh_pages, sizeof language_zh_pages},
    {"zh-Hans/phone.json", language_zh_phone, sizeof language_zh_phone},
    {"zh-Hans/profiles.json", language_zh_profiles, sizeof language_zh_profiles},
    {"zh-Hans/provpage.json", language_zh_provpage, sizeof language_zh_provpage},
    {"zh-Hans/status.json", language_zh_status, sizeof language_zh_status},
    {"zh-Hans/tls.json", language_zh_tls, sizeof language_zh_tls},
};

const cwebassets_file *cwebassets_views(size_t *count) {
    *count = sizeof views_files / sizeof views_files[0];
    return views_files;
}

const cwebassets_file *cwebassets_public(size_t *count) {
    *count = sizeof public_files / sizeof public_files[0];
    return public_files;
}

const cwebassets_file *cwebassets_languages(size_t *count) {
    *count = sizeof language_files / sizeof language_files[0];
    return language_files;
}
