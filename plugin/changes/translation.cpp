#include "changes/translation.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "changes/title_groups.hpp"

namespace mod_trakt::changes {
namespace {

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
        intent.item = &*input.item;
        intent.name = title_name(*input.item);
        if (writer_.merges_equal_inputs())
            merge(std::move(intent));
        else
            intents_.push_back(std::move(intent));
    }

    std::vector<Intent> take() && {
        std::size_t group = 0;
        if (writer_.merges_equal_inputs())
            std::erase_if(intents_, [&](const Intent&) { return groups_.is_absorbed(group++); });
        return std::move(intents_);
    }

private:
    // While inputs are merged, intents_ has one intent per group, at the group's number.
    void merge(Intent intent) {
        const TitleGroups::Place place = groups_.join(intent.input, intent.name, intent.minute_ms.value_or(0));
        if (place.is_new) return intents_.push_back(std::move(intent));
        report_.follow(intent.input, place.first);
        for (const std::size_t group : place.absorbed) report_.follow(groups_.first_input(group), place.first);
        Intent& first = intents_[place.group];
        writer_.take_values(first, intent);
        // One change is sent for the group, under a name with Trakt's own id if the group has one.
        if (place.surer) take_name(first, intents_[*place.surer]);
        if (place.is_surer) take_name(first, intent);
    }

    static void take_name(Intent& into, const Intent& from) {
        into.title = from.title;
        into.name = from.name;
    }

    const FeatureWriter& writer_;
    WriteReport& report_;
    TitleGroups groups_;
    std::vector<Intent> intents_;
};

// The title and minute of an intent as one text; empty if no Trakt id identifies the title.
std::string identity_of(const Intent& intent) {
    const TitleName& name = intent.name;
    if (!name.type) return {};
    std::string text(singular(*name.type));
    if (name.ids.has(IdKey::Trakt)) {
        (text += ' ') += name.ids.get(IdKey::Trakt);
    } else if (is_numbered(name) && name.show.has(IdKey::Trakt)) {
        (text += " of ") += name.show.get(IdKey::Trakt);
        text += ' ' + std::to_string(*name.season);
        if (name.episode) text += ' ' + std::to_string(*name.episode);
    } else {
        return {};
    }
    return text + '@' + std::to_string(intent.minute_ms.value_or(0));
}

}  // namespace

void merge_equal_intents(const FeatureWriter& writer, std::vector<Intent>& intents, WriteReport& report) {
    std::unordered_map<std::string, std::size_t> first_of;
    std::vector<Intent> merged;
    merged.reserve(intents.size());
    for (Intent& intent : intents) {
        const std::string identity = identity_of(intent);
        const auto [first, is_new] = first_of.try_emplace(identity, merged.size());
        if (identity.empty() || is_new) {
            merged.push_back(std::move(intent));
            continue;
        }
        report.follow(intent.input, merged[first->second].input);
        writer.take_values(merged[first->second], intent);
    }
    intents = std::move(merged);
}

std::vector<Intent> translate_inputs(const FeatureWriter& writer, std::span<const WriteInput> inputs,
                                     WriteReport& report) {
    Translation translation(writer, report);
    for (const WriteInput& input : inputs) translation.add(input);
    return std::move(translation).take();
}

}  // namespace mod_trakt::changes
