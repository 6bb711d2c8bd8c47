// The keys in a result: those of the attempted items, each once, without those of the unresolved entries.
#include <algorithm>
#include <set>
#include <vector>

#include "model/canonical_key.hpp"
#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

// An unresolved entry counts by its key, else by its item (text is a key), else by itself.
std::string key_of_entry(json::Value entry, const KeyRules& rules) {
    if (entry.is_string()) return std::string(entry.text());
    if (!entry.is_object()) return {};
    if (const auto key = entry["key"].string(); key && !key->empty()) return std::string(*key);
    const json::Value item = entry["item"];
    if (item.is_string()) return std::string(item.text());
    return canonical_key(item.is_object() ? item : entry, rules);
}

std::string confirmed_keys(json::Value input, const KeyRules& rules) {
    std::set<std::string> gone;
    for (const json::Value entry : input["unresolved"].elements()) gone.insert(key_of_entry(entry, rules));
    std::vector<std::string> keys;
    for (const json::Value item : input["items"].elements()) {
        std::string key = canonical_key(item, rules);
        if (!gone.contains(key) && std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(std::move(key));
    }
    return list_text(keys);
}

void judge_confirmed(const Case& subject, Judge& judge) {
    judge.member("confirmed_keys", [&](const KeyRules& rules) { return confirmed_keys(subject.input, rules); });
}

const Unit unit{"confirmed", &judge_confirmed};

}  // namespace
}  // namespace vectors
