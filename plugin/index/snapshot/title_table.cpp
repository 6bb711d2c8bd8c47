// Encodes titles in few bytes, and decodes them from bytes that may be damaged.
#include "index/snapshot/title_table.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "index/snapshot/number_code.hpp"
#include "model/canonical_key.hpp"
#include "support/text.hpp"

namespace mod_trakt::index {
namespace {

// Flags in the first byte of a title or show: which members follow.
enum Member : unsigned { HasTvdb = 1, HasTmdb = 2, HasImdb = 4 };
enum TitleMember : unsigned { HasShow = 8, HasNumbers = 16, IsInText = 32 };
constexpr unsigned type_shift = 6;
enum ShowMember : unsigned { HasTrakt = 8, HasSlug = 16 };

constexpr std::size_t most_imdb_digits = 14;

// Returns false if an id does not have the usual form.
bool read_ids(const Ids& from, NumericIds& ids) noexcept {
    const auto read = [&from](IdKey key, std::int64_t& into) {
        if (!from.has(key)) return true;
        const auto number = id_number(key, from.get(key));
        into = number.value_or(0);
        return number.has_value();
    };
    const bool own = read(IdKey::Trakt, ids.trakt), tvdb = read(IdKey::Tvdb, ids.tvdb);
    const bool tmdb = read(IdKey::Tmdb, ids.tmdb), imdb = read(IdKey::Imdb, ids.imdb);
    return own && tvdb && tmdb && imdb;
}

bool fits(std::int64_t number) noexcept { return number >= 0 && number <= std::numeric_limits<std::uint16_t>::max(); }

// Returns false if a number does not fit into the table.
bool read_numbers(const Item& item, Title& title) {
    const auto season = season_number(item);
    const auto episode = title.type == MediaType::Episode ? episode_number(item) : std::optional<std::int64_t>(0);
    title.is_numbered = season.has_value() && episode.has_value();
    if (!title.is_numbered) return true;
    title.season = static_cast<std::uint16_t>(*season);
    title.episode = static_cast<std::uint16_t>(*episode);
    return fits(*season) && fits(*episode);
}

unsigned members_of(const NumericIds& ids) noexcept {
    return (ids.tvdb != 0 ? HasTvdb : 0u) | (ids.tmdb != 0 ? HasTmdb : 0u) | (ids.imdb != 0 ? HasImdb : 0u);
}

class Output {
public:
    std::string_view view() const noexcept { return {buffer_.data(), static_cast<std::size_t>(end_ - buffer_.data())}; }

    void byte(unsigned value) noexcept { *end_++ = static_cast<char>(value); }
    void number(std::uint64_t value) noexcept { end_ = put_number(end_, value); }
    void id(std::int64_t value) noexcept {
        if (value != 0) number(static_cast<std::uint64_t>(value));
    }

private:
    std::array<char, 1 + 7 * most_bytes_per_number> buffer_;
    char* end_ = buffer_.data();
};

Output encode_record(const Title& title) {
    Output out;
    const bool in_show = title.show != Title::no_show;
    out.byte(members_of(title.ids) | (in_show ? HasShow : 0u) | (title.is_numbered ? HasNumbers : 0u) |
             (title.is_in_text ? IsInText : 0u) | static_cast<unsigned>(index_of(title.type)) << type_shift);
    out.number(static_cast<std::uint64_t>(title.ids.trakt));
    out.id(title.ids.tvdb);
    out.id(title.ids.tmdb);
    out.id(title.ids.imdb);
    if (in_show) out.number(title.show);
    if (title.is_numbered) {
        out.number(title.season);
        if (title.type == MediaType::Episode) out.number(title.episode);
    }
    return out;
}

// Without the slug, which follows the coded show.
Output encode_record(const TitleShow& show) {
    Output out;
    out.byte(members_of(show.ids) | (show.ids.trakt != 0 ? HasTrakt : 0u) | (show.slug.empty() ? 0u : HasSlug));
    out.id(show.ids.trakt);
    out.id(show.ids.tvdb);
    out.id(show.ids.tmdb);
    out.id(show.ids.imdb);
    if (!show.slug.empty()) out.number(show.slug.size());
    return out;
}

class Input {
public:
    explicit Input(std::string_view bytes) : reader_(bytes) {}

    bool is_good() const noexcept { return good_; }
    bool is_at_end() const noexcept { return reader_.done(); }
    std::uint64_t number(std::uint64_t most) noexcept {
        const auto value = reader_.number();
        if (!value || *value > most) good_ = false;
        return good_ ? *value : 0;
    }
    unsigned byte() noexcept {
        const auto read = reader_.bytes(1);
        if (!read) good_ = false;
        return read ? static_cast<unsigned char>(read->front()) : 0;
    }
    std::int64_t id() noexcept {
        return static_cast<std::int64_t>(number(static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
    }
    std::string_view text() noexcept {
        const auto read = reader_.bytes(number(reader_.rest().size()));
        if (!read) good_ = false;
        return read.value_or(std::string_view());
    }
    // A count of elements, each of which takes at least one byte.
    std::size_t count() noexcept { return static_cast<std::size_t>(number(reader_.rest().size())); }

    void ids(unsigned members, NumericIds& into) noexcept {
        if ((members & HasTvdb) != 0) into.tvdb = id();
        if ((members & HasTmdb) != 0) into.tmdb = id();
        if ((members & HasImdb) != 0) into.imdb = id();
    }
    TitleShow show() noexcept {
        TitleShow show;
        const unsigned members = byte();
        if ((members & HasTrakt) != 0) show.ids.trakt = id();
        ids(members, show.ids);
        if ((members & HasSlug) != 0) show.slug = text();
        return show;
    }
    Title title(std::size_t shows) noexcept {
        Title title;
        const unsigned members = byte();
        title.type = media_types[(members >> type_shift) % media_type_count];
        title.is_in_text = (members & IsInText) != 0;
        title.is_numbered = (members & HasNumbers) != 0;
        title.ids.trakt = id();
        ids(members, title.ids);
        if ((members & HasShow) != 0) {
            title.show = static_cast<std::uint32_t>(number(Title::no_show));
            if (title.show >= shows) good_ = false;
        }
        constexpr std::uint64_t most = std::numeric_limits<std::uint16_t>::max();
        if (title.is_numbered) title.season = static_cast<std::uint16_t>(number(most));
        if (title.is_numbered && title.type == MediaType::Episode)
            title.episode = static_cast<std::uint16_t>(number(most));
        return title;
    }

private:
    NumberReader reader_;
    bool good_ = true;
};

// `first_show`: the number of shows in the parts before; the shows of this part are added to it.
bool read_part(std::string_view part, std::size_t& first_show, TitleVisitor& visitor) {
    Input input(part);
    const std::size_t shows = input.count();
    for (std::size_t i = 0; i < shows && input.is_good(); ++i) visitor.show(input.show());
    const std::size_t titles = input.count();
    for (std::size_t i = 0; i < titles && input.is_good(); ++i) {
        Title title = input.title(shows);
        if (!input.is_good()) return false;
        if (title.show != Title::no_show) title.show += static_cast<std::uint32_t>(first_show);
        visitor.title(title);
    }
    first_show += shows;
    return input.is_good() && input.is_at_end();
}

std::uint32_t hash_of(std::int64_t trakt_id) noexcept {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(trakt_id) * golden >> 32);
}

// A hash of as few ids as distinguish nearly all titles: those with one Trakt id hardly ever differ in another member.
std::uint32_t hash_of(const NumericIds& ids) noexcept {
    if (ids.trakt != 0) return hash_of(ids.trakt);
    std::uint32_t hash = 0;
    for (const std::int64_t id : {ids.tvdb, ids.tmdb, ids.imdb}) hash = hash_of(hash ^ id);
    return hash;
}

}  // namespace

std::optional<std::int64_t> id_number(IdKey key, std::string_view text) noexcept {
    if (key == IdKey::Slug) return std::nullopt;
    if (key != IdKey::Imdb) return text.starts_with('0') ? std::nullopt : short_number(text);
    if (!text.starts_with("tt")) return std::nullopt;
    text.remove_prefix(2);
    const auto number = text.size() <= most_imdb_digits ? short_number(text) : std::nullopt;
    // The number of digits is part of the id, because of leading zeros.
    return number ? std::optional(*number * 16 + static_cast<std::int64_t>(text.size())) : std::nullopt;
}

Ids ids_of(const NumericIds& numbers, std::string_view slug) {
    Ids ids;
    if (numbers.trakt != 0) ids.set(IdKey::Trakt, std::to_string(numbers.trakt));
    if (numbers.tvdb != 0) ids.set(IdKey::Tvdb, std::to_string(numbers.tvdb));
    if (numbers.tmdb != 0) ids.set(IdKey::Tmdb, std::to_string(numbers.tmdb));
    if (numbers.imdb != 0) {
        const std::string digits = std::to_string(numbers.imdb / 16);
        const auto wanted = static_cast<std::size_t>(numbers.imdb % 16);
        ids.set(IdKey::Imdb, "tt" + std::string(wanted - std::min(wanted, digits.size()), '0') + digits);
    }
    if (!slug.empty()) ids.set(IdKey::Slug, slug);
    return ids;
}

bool read_titles(std::string_view table, TitleVisitor& visitor) {
    std::size_t first_show = 0;
    for (NumberReader parts(table); !parts.done();) {
        const auto part = parts.bytes(parts.number().value_or(UINT64_MAX));
        if (!part || !read_part(*part, first_show, visitor)) return false;
    }
    return true;
}

std::size_t count_parts(std::string_view table) noexcept {
    std::size_t count = 0;
    for (NumberReader parts(table); !parts.done(); ++count)
        if (!parts.bytes(parts.number().value_or(UINT64_MAX))) break;
    return count;
}

void TitleTable::reserve(std::size_t titles) {
    constexpr std::size_t usual_bytes = 24;  // of one title
    titles_.reserve(titles, titles * usual_bytes);
}

void TitleTable::expect(std::int64_t trakt_id) const noexcept { titles_.expect(hash_of(trakt_id)); }

std::uint32_t TitleTable::add(const Item& item, std::int64_t trakt_id) {
    Title title;
    title.type = media_type(item).value_or(MediaType::Movie);
    bool is_usual = read_ids(item.ids, title.ids);
    if (trakt_id != 0 && trakt_id != title.ids.trakt) {
        is_usual = false;
        title.ids.trakt = trakt_id;
    }
    TitleShow show;
    const bool in_show = is_in_show(title.type) && item.show_ids.has_value();
    if (in_show) {
        is_usual = read_ids(*item.show_ids, show.ids) && read_numbers(item, title) && is_usual;
        show.slug = item.show_ids->get(IdKey::Slug);
    }
    if (!is_usual) {
        const MediaType type = title.type;
        const std::int64_t named = std::max<std::int64_t>(title.ids.trakt, 0);
        title = {};
        title.ids.trakt = named;
        title.type = type;
        title.is_in_text = true;
    }
    return add(title, in_show && is_usual ? &show : nullptr);
}

std::uint32_t TitleTable::add(Title title, const TitleShow* show) {
    title.show = Title::no_show;
    if (show != nullptr) {
        show_record_.assign(encode_record(*show).view()).append(show->slug);
        title.show = shows_.put(hash_of(show->ids), show_record_);
    }
    return titles_.put(hash_of(title.ids), encode_record(title).view());
}

std::string TitleTable::encode() const {
    if (size() == 0) return {};
    const auto coded_number = [](std::size_t number) {
        Output out;
        out.number(number);
        return std::string(out.view());
    };
    const std::string shows = coded_number(shows_.size()), titles = coded_number(titles_.size());
    const std::size_t bytes = shows.size() + shows_.bytes().size() + titles.size() + titles_.bytes().size();
    std::string table = coded_number(bytes);
    table.reserve(table.size() + bytes);
    return table.append(shows).append(shows_.bytes()).append(titles).append(titles_.bytes());
}

}  // namespace mod_trakt::index
