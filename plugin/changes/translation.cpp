#include "changes/translation.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "changes/title_groups.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::changes {
namespace {

// Returns the name and the minute as text. Equal texts mean one title, whatever the account has.
std::string key_of_name(const Intent& intent) {
    const TitleName& name = intent.name;
    std::string text(name.type ? singular(*name.type) : std::string_view());
    for (const Ids* ids : {&name.ids, &name.show}) {
        std::string as_json;
        json::Writer writer(as_json);
        ids->write(writer);
        text += as_json;
    }
    for (const auto& number : {name.season, name.episode, intent.minute_ms})
        (text += '/') += number ? std::to_string(*number) : std::string();
    return text;
}

// The value of the last input counts.
void take_later_values(const FeatureWriter& writer, Intent& into, const Intent& from) {
    if (from.last_input < into.last_input) return;
    writer.take_values(into, from);
    into.last_input = from.last_input;
}

class Translation {
public:
    Translation(const FeatureWriter& writer, WriteReport& report) : writer_(writer), report_(report) {}

    void add(const WriteInput& input) {
        const std::string place = "items[" + std::to_string(input.index) + "]";
        if (!input.item)
            return report_.set(input.index, Verdict::Rejected, "invalid item", place + " is not an object");
        if (std::string key = writer_.event_key(input); !key.empty())
            report_.set_event_key(input.index, std::move(key));
        auto translated = writer_.translate(input);
        if (const auto* why = std::get_if<Rejection>(&translated))
            return report_.set(input.index, Verdict::Rejected, why->hint, place + ": " + why->message);
        auto& intent = std::get<Intent>(translated);
        intent.input = input.index;
        intent.last_input = input.index;
        intent.item = &*input.item;
        intent.name = title_name(*input.item);
        if (!writer_.merges_equal_inputs()) return intents_.push_back(std::move(intent));
        const auto [first, is_new] = first_of_.try_emplace(key_of_name(intent), intents_.size());
        if (is_new) return intents_.push_back(std::move(intent));
        report_.follow(intent.input, intents_[first->second].input);
        take_later_values(writer_, intents_[first->second], intent);
    }

    std::vector<Intent> take() && { return std::move(intents_); }

private:
    const FeatureWriter& writer_;
    WriteReport& report_;
    std::unordered_map<std::string, std::size_t> first_of_;  // places in intents_
    std::vector<Intent> intents_;
};

// Takes over the names of the title, and what was found out about it.
void take_title(Intent& into, const Intent& from) {
    into.title = from.title;
    into.name = from.name;
    into.held = from.held;
    into.show_goes_alone = from.show_goes_alone;
    into.is_by_elimination = from.is_by_elimination;
    into.is_unsearched = from.is_unsearched;
    into.remark = from.remark;
}

// The input's name, and those of the held title that it means.
std::vector<TitleName> all_names_of(const Intent& intent) {
    std::vector<TitleName> names{intent.name};
    if (intent.held.is_held())
        names.insert(names.end(), intent.held.title.names.begin(), intent.held.title.names.end());
    return names;
}

}  // namespace

void merge_equal_intents(const FeatureWriter& writer, std::vector<Intent>& intents, WriteReport& report) {
    TitleGroups groups;
    std::vector<Intent> merged;  // one per group, at the group's number
    merged.reserve(intents.size());
    for (Intent& intent : intents) {
        const TitleGroups::Place place = groups.join(intent.input, all_names_of(intent), intent.minute_ms.value_or(0));
        if (place.is_new) {
            merged.push_back(std::move(intent));
            continue;
        }
        Intent& first = merged[place.group];
        const auto take = [&](const Intent& other, bool is_surer) {
            report.follow(other.input, first.input);
            take_later_values(writer, first, other);
            // One change is sent for the group, under a name with Trakt's own id if the group has one.
            if (is_surer || (other.held.is_held() && !first.held.is_held())) take_title(first, other);
        };
        for (const std::size_t group : place.absorbed) take(merged[group], place.surer == group);
        take(intent, place.is_surer);
    }
    std::size_t group = 0;
    std::erase_if(merged, [&](const Intent&) { return groups.is_absorbed(group++); });
    intents = std::move(merged);
}

std::vector<Intent> translate_inputs(const FeatureWriter& writer, std::span<const WriteInput> inputs,
                                     WriteReport& report) {
    Translation translation(writer, report);
    for (const WriteInput& input : inputs) translation.add(input);
    return std::move(translation).take();
}

}  // namespace mod_trakt::changes
