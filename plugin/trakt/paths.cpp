// Assembling paths and queries.
#include "trakt/paths.hpp"

#include "http/url.hpp"
#include "support/iso_time.hpp"

namespace mod_trakt::trakt {

std::string list_path(FeatureId feature, std::optional<MediaType> type) {
    std::string path = "/sync/";
    path += name_of(feature);
    if (type) (path += '/') += plural(*type);
    return path;
}

std::string history_of_title(MediaType type, std::int64_t trakt_id) {
    return list_path(FeatureId::History, type) + "/" + std::to_string(trakt_id);
}

std::string history_between(MediaType type, std::int64_t from_ms, std::int64_t until_ms) {
    return list_path(FeatureId::History, type) + "?start_at=" + http::percent_encode(format_iso_ms(from_ms)) +
           "&end_at=" + http::percent_encode(format_iso_ms(until_ms));
}

std::vector<std::string> watched_map_paths(MediaType type) {
    if (type == MediaType::Movie) return {"/users/me/watched/movies?extended=min"};
    return {"/users/me/watched/episodes?extended=min", "/sync/watched/episodes?extended=min"};
}

std::string search_path(IdKey key, std::string_view value, MediaType type) {
    std::string path = "/search/";
    path += id_key_name(key);
    (path += '/') += http::percent_encode(value);
    return (path += "?type=") += singular(type);
}

std::string page_target(std::string_view path, std::int64_t page, int limit) {
    std::string target(path);
    target += path.find('?') == std::string_view::npos ? "?" : "&";
    return target + "page=" + std::to_string(page) + "&limit=" + std::to_string(limit);
}

std::string write_path(FeatureId feature, Change change) {
    std::string path = list_path(feature);
    if (change == Change::Remove) path += "/remove";
    return path;
}

}  // namespace mod_trakt::trakt
