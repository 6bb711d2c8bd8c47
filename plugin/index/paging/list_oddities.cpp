#include "index/paging/list_oddities.hpp"

#include "support/json/writer.hpp"

namespace mod_trakt::index {

void warn_of_oddities(const List& list, const ListPass& pass, FeatureId feature, const Log& log) {
    const auto warn = [&](std::string_view event, auto&& more) {
        log.with(LogLevel::Warn, name_of(feature), event, [&](json::Writer& fields) {
            fields.member("path", list.path);
            more(fields);
        });
    };
    if (!pass.headers_seen()) warn("page_headers_missing", [](json::Writer&) {});
    if (pass.page_size() < list.pages.per_page)
        warn("page_size_lowered", [&](json::Writer& fields) {
            fields.member("asked", list.pages.per_page);
            fields.member("served", pass.page_size());
        });
    if (pass.is_short())
        warn("rows_hidden", [&](json::Writer& fields) {
            fields.member("rows", pass.rows());
            fields.member("announced", pass.item_count());
        });
    if (pass.is_long())
        warn("count_lags", [&](json::Writer& fields) {
            fields.member("rows", pass.rows());
            fields.member("announced", pass.item_count());
        });
}

}  // namespace mod_trakt::index
