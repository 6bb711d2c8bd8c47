// The id rules on one item: its reduced form, its key, the ids that are sent to Trakt, and in which list.
#include "model/canonical_key.hpp"
#include "model/media_ref.hpp"
#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

std::string kind_text(const Item& item) {
    const std::string& type = item.type;
    if (type == "movie" || type == "season" || type == "episode" || type == "show") return quoted(type + "s");
    return type == "anime" ? quoted("shows") : "null";
}

void judge_ids(const Case& subject, Judge& judge) {
    const json::Value input = subject.input;
    judge.member("minimal", [&](const KeyRules& rules) { return item_text(minimal(input, rules)); });
    judge.member("canonical_key", [&](const KeyRules& rules) { return quoted(canonical_key(input, rules)); });
    judge.member("kind", [&](const KeyRules& rules) { return kind_text(reduce(input, rules)); });
    judge.member("ids_for_trakt", [&](const KeyRules& rules) {
        const Item item = reduce(input, rules);
        return json_text([&](json::Writer& writer) { own_ids(item).write(writer); });
    });
}

const Unit unit{"ids", &judge_ids};

}  // namespace
}  // namespace vectors
