// Naming requests by method and path.
#include "trakt/labels.hpp"

#include <vector>

#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "model/text.hpp"

namespace mod_trakt::trakt {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    path = path.substr(0, path.find_first_of("?#"));
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (const std::string_view part = path.substr(0, slash); !part.empty()) segments.push_back(lower(part));
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return segments;
}

// The label of a read of a feature's list. Ratings have one label for all types, as in the original.
std::string read_label(FeatureId feature, std::string_view part) {
    std::string label = std::string(name_of(feature)) + ":index";
    if (feature != FeatureId::Ratings && media_type_of_plural(part)) label.append(1, ':').append(part);
    return label;
}

}  // namespace

std::string endpoint_label(http::Method method, std::string_view path) {
    const std::vector<std::string> segments = segments_of(path);
    if (segments.empty()) return "unknown";
    if (segments.size() >= 2 && segments[0] == "sync") {
        const std::string& list = segments[1];
        const std::string_view part = segments.size() > 2 ? std::string_view(segments[2]) : std::string_view();
        if (list == "last_activities") return "activities";
        if (const auto feature = feature_named(list)) {
            if (part == "remove") return list + ":remove";
            return method == http::Method::Post ? list + ":add" : read_label(*feature, part);
        }
    }
    std::string label = segments[0];
    for (std::size_t i = 1; i < segments.size() && i < 3; ++i) label += "/" + segments[i];
    return label;
}

}  // namespace mod_trakt::trakt
