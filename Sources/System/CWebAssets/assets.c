#include "cwebassets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// A file added to Views/ or Public/ gets two lines here: its bytes, and its place in the table (a test compares them with the folders).

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
static const unsigned char view_confirm[] = {
#embed "../../../Views/confirm.tpl"
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
static const unsigned char view_revision[] = {
#embed "../../../Views/revision.tpl"
};
static const unsigned char view_rows[] = {
#embed "../../../Views/rows.tpl"
};
static const unsigned char view_sections[] = {
#embed "../../../Views/sections.tpl"
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

static const unsigned char public_countdown_js[] = {
#embed "../../../Public/countdown.js"
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
static const unsigned char public_unsaved_js[] = {
#embed "../../../Public/unsaved.js"
};

static const unsigned char public_openapi_json[] = {
#embed "../../../Public/openapi.json"
};

static const cwebassets_file views_files[] = {
    {"certificate/facts.tpl", view_certificate_facts, sizeof view_certificate_facts},
    {"certificate/list.tpl", view_certificate_list, sizeof view_certificate_list},
    {"certificate/show.tpl", view_certificate_show, sizeof view_certificate_show},
    {"changes.tpl", view_changes, sizeof view_changes},
    {"confirm.tpl", view_confirm, sizeof view_confirm},
    {"errors.tpl", view_errors, sizeof view_errors},
    {"frame.tpl", view_frame, sizeof view_frame},
    {"history.tpl", view_history, sizeof view_history},
    {"login.tpl", view_login, sizeof view_login},
    {"message.tpl", view_message, sizeof view_message},
    {"password-field.tpl", view_password_field, sizeof view_password_field},
    {"password.tpl", view_password, sizeof view_password},
    {"revision.tpl", view_revision, sizeof view_revision},
    {"rows.tpl", view_rows, sizeof view_rows},
    {"sections.tpl", view_sections, sizeof view_sections},
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
    {"countdown.js", public_countdown_js, sizeof public_countdown_js},
    {"frame.js", public_frame_js, sizeof public_frame_js},
    {"live.js", public_live_js, sizeof public_live_js},
    {"onhook.css", public_onhook_css, sizeof public_onhook_css},
    {"onhook.svg", public_onhook_svg, sizeof public_onhook_svg},
    {"openapi.json", public_openapi_json, sizeof public_openapi_json},
    {"unsaved.js", public_unsaved_js, sizeof public_unsaved_js},
};

const cwebassets_file *cwebassets_views(size_t *count) {
    *count = sizeof views_files / sizeof views_files[0];
    return views_files;
}

const cwebassets_file *cwebassets_public(size_t *count) {
    *count = sizeof public_files / sizeof public_files[0];
    return public_files;
}
