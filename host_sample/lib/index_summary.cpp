#include "lib/index_summary.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include "lib/problem.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

constexpr std::size_t sample_size = 10;
constexpr std::size_t title_columns = 48;

// Depth 1: the document. Depth 2: "items". Depth 3: one item.
struct Collector {
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;

    IndexSummary summary;
    bool items_seen = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        if (depth_ == 0) root_is_object_ = true;
        if (depth_ == 1) in_items_ = root_is_object_ && key_ == "items";
        items_seen = items_seen || (depth_ == 1 && in_items_);
        ++depth_;
        return true;
    }
    bool on_object_end(std::size_t, error_code&) { return leave(); }
    bool on_array_begin(error_code&) {
        if (depth_ == 1) in_items_ = false;
        ++depth_;
        return true;
    }
    bool on_array_end(std::size_t, error_code&) { return leave(); }
    bool on_key_part(string_view part, std::size_t, error_code&) {
        if (interesting()) partial_.append(part.data(), part.size());
        return true;
    }
    bool on_key(string_view rest, std::size_t, error_code&) {
        if (depth_ == 2 && in_items_) {
            ++summary.count;
            if (summary.first_items.size() < sample_size) {
                summary.first_items.emplace_back().key = partial_ + std::string(rest.data(), rest.size());
                sampling_ = true;
            } else {
                sampling_ = false;
            }
        } else if (interesting()) {
            key_ = partial_ + std::string(rest.data(), rest.size());
        }
        partial_.clear();
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) {
        if (interesting()) partial_.append(part.data(), part.size());
        return true;
    }
    bool on_string(string_view rest, std::size_t, error_code&) {
        if (interesting()) text(partial_ + std::string(rest.data(), rest.size()));
        partial_.clear();
        return true;
    }
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, string_view, error_code&) {
        if (value > 0) skipped(static_cast<std::uint64_t>(value));
        return number(std::to_string(value));
    }
    bool on_uint64(std::uint64_t value, string_view, error_code&) {
        skipped(value);
        return number(std::to_string(value));
    }
    bool on_double(double value, string_view, error_code&) { return number(std::to_string(value)); }
    bool on_bool(bool value, error_code&) {
        if (depth_ == 1 && key_ == "complete") summary.complete = value;
        if (depth_ == 1 && key_ == "stale") summary.stale = value;
        return true;
    }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

private:
    bool interesting() const { return depth_ == 1 || (in_items_ && (depth_ == 2 || (depth_ == 3 && sampling_))); }
    bool leave() {
        --depth_;
        if (depth_ == 1) in_items_ = false;
        return true;
    }
    void skipped(std::uint64_t value) {
        if (depth_ == 1 && key_ == "skipped") summary.skipped = value;
    }
    bool number(const std::string& value) {
        if (interesting()) text(value);
        return true;
    }
    void text(std::string value) {
        if (depth_ == 1 && key_ == "generated_at")
            summary.generated_at = std::move(value);
        else if (depth_ == 3)
            member(value);
    }
    void member(std::string& value) {
        auto& item = summary.first_items.back();
        if (key_ == "type")
            item.type = std::move(value);
        else if (key_ == "title")
            item.title = std::move(value);
        else if (key_ == "series_title")
            item.series_title = std::move(value);
        else if (key_ == "year")
            item.year = std::move(value);
        else if (key_ == "season")
            item.season = std::move(value);
        else if (key_ == "episode")
            item.episode = std::move(value);
        else if (key_ == "watched_at")
            item.watched_at = std::move(value);
        else if (key_ == "rating")
            item.rating = std::move(value);
        else if (key_ == "rated_at")
            item.rated_at = std::move(value);
    }

    std::size_t depth_ = 0;
    bool root_is_object_ = false;
    bool in_items_ = false;
    bool sampling_ = false;
    std::string key_;
    std::string partial_;
};

std::string full_title(const IndexSummary::Item& item) {
    std::string title = item.series_title.empty() ? item.title : item.series_title;
    if (!item.season.empty()) title += " S" + item.season;
    if (!item.episode.empty()) title += "E" + item.episode;
    if (!item.series_title.empty() && !item.title.empty() && item.title != item.series_title) title += " " + item.title;
    return shortened(title, title_columns);
}

}  // namespace

IndexSummary summarize_index(std::string_view document) {
    boost::json::basic_parser<Collector> parser{boost::json::parse_options{}};
    boost::json::error_code error;
    const std::size_t used = parser.write_some(false, document.data(), document.size(), error);
    if (error || used != document.size() || !parser.handler().items_seen)
        throw Fatal(exit_failed, {.status = SYNCMOD_BAD_DATA,
                                  .reason = "bad_result",
                                  .message = "the plugin's index document is not JSON or has no items"});
    return std::move(parser.handler().summary);
}

std::string index_counts(std::uint64_t items, std::uint64_t skipped) {
    return counted(items, "item") + (skipped > 0 ? ", " + std::to_string(skipped) + " skipped" : "");
}

std::string skipped_note(std::uint64_t skipped) {
    if (skipped == 0) return {};
    return counted(skipped, "row") +
           " of the service could not be used, so nothing that is missing from this index counts as removed.";
}

std::string IndexSummary::sample_table() const {
    TextTable table({"KEY", "TYPE", "TITLE", "YEAR", "WATCHED", "RATING", "RATED"});
    for (const Item& item : first_items)
        table.row({item.key, item.type, full_title(item), item.year, item.watched_at, item.rating, item.rated_at});
    return table.empty() ? std::string() : table.text();
}

}  // namespace syncmod_host
