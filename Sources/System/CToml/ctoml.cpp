// toml++; nothing of C++, exceptions least of all, leaves this file.
#include <stdexcept>

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
// toml++ 3.3 asserts what some texts that are no TOML do not fulfil; an assertion must not end a process because of a file.
#define TOML_ASSERT(expression) \
    do { \
        if (!(expression)) throw std::logic_error("something else was expected here"); \
    } while (false)
#define TOML_ENABLE_FORMATTERS 1
#define TOML_ENABLE_WINDOWS_COMPAT 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0

#include "ctoml.h"

#include <algorithm>
#include <cstring>
#include <sstream>
#include <string>
#include <toml++/toml.h>
#include <vector>

namespace {

struct Walk {
    void *context;
    void (*take)(void *, const ctoml_item *);

    void hand(ctoml_kind kind, const toml::key *key, const toml::node &node, std::string_view text = {},
              int64_t integer = 0, double number = 0) const {
        ctoml_item item{};
        item.kind = kind;
        if (key) {
            item.key = key->str().data();
            item.key_length = key->str().size();
        }
        item.text = text.data();
        item.text_length = text.size();
        item.integer = integer;
        item.number = number;
        const auto value = node.source().begin;
        const auto place = key ? key->source().begin : value;
        item.line = place.line;
        item.column = place.column;
        item.value_line = value.line;
        item.value_column = value.column;
        take(context, &item);
    }

    template <typename Time> void hand_time(const toml::key *key, const toml::node &node, const Time &time) const {
        std::ostringstream text;
        text << time;
        hand(CTOML_TIME, key, node, text.str());
    }

    void visit(const toml::key *key, const toml::node &node) const {
        switch (node.type()) {
        case toml::node_type::table: {
            hand(CTOML_TABLE, key, node);
            // A table is kept by name; people read by line.
            std::vector<std::pair<const toml::key *, const toml::node *>> entries;
            for (auto &&[name, value] : *node.as_table()) entries.emplace_back(&name, &value);
            std::sort(entries.begin(), entries.end(), [](const auto &left, const auto &right) {
                const auto a = left.first->source().begin, b = right.first->source().begin;
                return a.line != b.line ? a.line < b.line : a.column < b.column;
            });
            for (const auto &[name, value] : entries) visit(name, *value);
            hand(CTOML_END, nullptr, node);
            break;
        }
        case toml::node_type::array:
            hand(CTOML_ARRAY, key, node);
            for (const auto &value : *node.as_array()) visit(nullptr, value);
            hand(CTOML_END, nullptr, node);
            break;
        case toml::node_type::string: hand(CTOML_STRING, key, node, node.as_string()->get()); break;
        case toml::node_type::integer: hand(CTOML_INTEGER, key, node, {}, node.as_integer()->get()); break;
        case toml::node_type::floating_point:
            hand(CTOML_FLOAT, key, node, {}, 0, node.as_floating_point()->get());
            break;
        case toml::node_type::boolean: hand(CTOML_BOOLEAN, key, node, {}, node.as_boolean()->get() ? 1 : 0); break;
        case toml::node_type::date: hand_time(key, node, node.as_date()->get()); break;
        case toml::node_type::time: hand_time(key, node, node.as_time()->get()); break;
        case toml::node_type::date_time: hand_time(key, node, node.as_date_time()->get()); break;
        case toml::node_type::none: break;
        }
    }
};

}  // namespace

extern "C" bool ctoml_read(
    const char *bytes, size_t count, void *context, void (*take)(void *context, const ctoml_item *item),
    ctoml_fault *fault) {
    const auto note = [fault](std::string_view reason, toml::source_position place) {
        const size_t length = std::min(reason.size(), sizeof(fault->reason) - 1);
        std::memcpy(fault->reason, reason.data(), length);
        fault->reason[length] = 0;
        fault->line = std::max<uint32_t>(1, place.line);
        fault->column = std::max<uint32_t>(1, place.column);
        return false;
    };
    try {
        const toml::table document = toml::parse(std::string_view(bytes, count));
        Walk{context, take}.visit(nullptr, document);
        return true;
    } catch (const toml::parse_error &error) {
        return note(error.description(), error.source().begin);
    } catch (const std::exception &error) {
        return note(error.what(), {});
    }
}
