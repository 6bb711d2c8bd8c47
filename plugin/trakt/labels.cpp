#include "trakt/labels.hpp"

#include <array>
#include <vector>

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

bool is_media_type(std::string_view word) noexcept {
    return word == "movies" || word == "shows" || word == "seasons" || word == "episodes";
}

}  // namespace

std::string endpoint_label(http::Method method, std::string_view path) {
    const std::vector<std::string> segments = segments_of(path);
    if (segments.empty()) return "unknown";
    if (segments.size() >= 2 && segments[0] == "sync") {
        const std::string& feature = segments[1];
        const std::string_view part = segments.size() > 2 ? std::string_view(segments[2]) : std::string_view();
        if (feature == "last_activities") return "activities";
        if (feature == "watchlist" || feature == "history" || feature == "ratings" || feature == "collection") {
            if (part == "remove") return feature + ":remove";
            if (method == http::Method::Post) return feature + ":add";
            return is_media_type(part) ? feature + ":index:" + std::string(part) : feature + ":index";
        }
    }
    std::string label = segments[0];
    for (std::size_t i = 1; i < segments.size() && i < 3; ++i) label += "/" + segments[i];
    return label;
}

}  // namespace mod_trakt::trakt
