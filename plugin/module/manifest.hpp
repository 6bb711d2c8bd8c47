// The provider's identity: the constant texts of the exported table.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "model/feature_id.hpp"
#include "support/version.hpp"

namespace mod_trakt {

inline constexpr char provider_name[] = "TRAKT";
inline constexpr char provider_label[] = "Trakt";

// A text that is composed at compile time, so that the table is constant.
class ConstantText {
public:
    // Does not compile when the text is too long.
    constexpr ConstantText& operator<<(std::string_view part) {
        for (const char c : part) bytes_[size_++] = c;
        bytes_.at(size_) = 0;
        return *this;
    }
    constexpr const char* c_str() const noexcept { return bytes_.data(); }

private:
    std::array<char, 1024> bytes_{};
    std::size_t size_ = 0;
};

// {"watchlist":true, ..., "playlists":false}
inline constexpr ConstantText features_text = [] {
    ConstantText text;
    std::string_view before = "{\"";
    for (const FeatureId feature : feature_ids) {
        text << before << name_of(feature) << "\":true";
        before = ",\"";
    }
    for (const std::string_view name : names_not_offered) text << before << name << "\":false";
    return text << "}";
}();
inline constexpr const char* features_json = features_text.c_str();

inline constexpr char capabilities_json[] =
    R"({"bidirectional":true,"index_semantics":"present","provides_ids":true,)"
    R"("ratings":{"from_date":false,"types":{"episodes":true,"movies":true,"seasons":true,"shows":true},)"
    R"("unrate":true,"upsert":true}})";

inline constexpr ConstantText manifest_text =
    ConstantText() << R"({"name":")" << provider_name << R"(","label":")" << provider_label << R"(","version":")"
                   << module_version << R"(","type":"sync","bidirectional":true,"features":)" << features_json
                   << R"(,"requires":[],"capabilities":)" << capabilities_json << "}";
inline constexpr const char* manifest_json = manifest_text.c_str();

}  // namespace mod_trakt
