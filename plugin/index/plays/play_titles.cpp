#include "index/plays/play_titles.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <utility>

#include "index/plays/play_entry.hpp"
#include "index/snapshot/snapshot.hpp"
#include "support/error.hpp"

namespace mod_trakt::index {
namespace {

using TraktIdSet = boost::unordered_flat_set<std::int64_t>;

// A few new titles are appended to the former table as a new part. A table with most_parts, or with many new titles,
// is built again without the titles that have no play now.
constexpr std::size_t most_parts = 16;
constexpr std::size_t few_of = 8;  // new titles are few if the former table has at least this many times their bytes

// Calls f(title, its show or null) for each title of the table.
template <typename F>
void each_title(std::string_view table, F&& f) {
    class Visitor final : public TitleVisitor {
    public:
        explicit Visitor(F& f) : f_(f) {}
        void show(const TitleShow& show) override { shows_.push_back(show); }
        void title(const Title& title) override {
            f_(title, title.show != Title::no_show ? &shows_[title.show] : nullptr);
        }

    private:
        F& f_;
        std::vector<TitleShow> shows_;
    } visitor(f);
    if (!read_titles(table, visitor))
        throw Failure(Status::Internal, "internal",
                      "the title table of a snapshot in memory is damaged; this is a defect of the plugin");
}

// Titles by their Trakt id, and the Trakt ids that have more than one name: Trakt has changed another id or a number of
// the title, and the list may have rows from before and after that change.
class Names {
public:
    void add(const Title& title, const TitleShow* show) {
        const std::uint32_t place = titles_.add(title, show);
        const auto [first, is_new] = place_of_.try_emplace(title.ids.trakt, place);
        if (!is_new && first->second != place) ambiguous_.insert(title.ids.trakt);
    }
    bool has(std::int64_t trakt_id) const { return place_of_.contains(trakt_id); }
    const TraktIdSet& ambiguous() const noexcept { return ambiguous_; }
    const TitleTable& titles() const noexcept { return titles_; }

private:
    TitleTable titles_;
    boost::unordered_flat_map<std::int64_t, std::uint32_t> place_of_;
    TraktIdSet ambiguous_;
};

class Encoder {
public:
    Encoder(const PlayList& list, const SnapshotSection* former, const KeyRules& rules)
        : list_(list), former_(former != nullptr ? former->tables.titles : std::string_view()), rules_(rules) {
        for (const Play& play : list.plays)
            if (!play.entry.empty()) (has_former_text(play) ? old_ : new_).insert(play.trakt_id);
    }

    // Returns the former table with the new titles appended. Nullopt if the table has too many parts, the new titles
    // are not few, or a title has several names.
    std::optional<std::string> append() const {
        if (former_.empty() || count_parts(former_) >= most_parts) return std::nullopt;
        // Each title must have one name, else the name of a removed row may stay.
        TraktIdSet known;
        bool is_one_name_each = true;
        Names compared;
        each_title(former_, [&](const Title& title, const TitleShow* show) {
            if (!known.insert(title.ids.trakt).second) is_one_name_each = false;
            if (new_.contains(title.ids.trakt)) compared.add(title, show);
        });
        TitleTable added;
        each_new_title([&](const Title& title, const TitleShow* show) {
            compared.add(title, show);
            if (!known.contains(title.ids.trakt)) added.add(title, show);
        });
        if (!is_one_name_each || !compared.ambiguous().empty()) return std::nullopt;
        std::string part = added.encode();
        if (part.size() * few_of > former_.size()) return std::nullopt;
        return std::string(former_) + part;
    }

    // Returns a new table.
    std::string encode() const {
        Names names;
        each_title(former_, [&](const Title& title, const TitleShow* show) {
            if (old_.contains(title.ids.trakt) || new_.contains(title.ids.trakt)) names.add(title, show);
        });
        each_new_title([&](const Title& title, const TitleShow* show) { names.add(title, show); });
        const TraktIdSet& ambiguous = names.ambiguous();
        if (ambiguous.empty()) return names.titles().encode();

        TitleTable sure;
        each_title(names.titles().encode(), [&](const Title& title, const TitleShow* show) {
            if (!ambiguous.contains(title.ids.trakt)) sure.add(title, show);
        });
        for (const Play& play : list_.plays)
            if (!play.entry.empty() && ambiguous.contains(play.trakt_id))
                sure.add(EntryItem(play.entry, rules_).item(), play.trakt_id);
        return sure.encode();
    }

private:
    bool has_former_text(const Play& play) const { return list_.base != nullptr && list_.base->has_text(play.entry); }

    template <typename F>
    void each_new_title(F&& f) const {
        for (const auto& table : list_.titles)
            each_title(table->encode(), [&](const Title& title, const TitleShow* show) {
                if (new_.contains(title.ids.trakt)) f(title, show);
            });
    }

    const PlayList& list_;
    std::string_view former_;
    const KeyRules& rules_;
    TraktIdSet old_;  // of plays whose entries are in the former snapshot
    TraktIdSet new_;  // of plays that were read, or whose keys have changed
};

}  // namespace

std::string encode_titles_of(const PlayList& list, std::string_view section, const KeyRules& rules) {
    const SnapshotSection* former = list.base != nullptr ? list.base->section(section) : nullptr;
    if (former == nullptr && list.titles.size() == 1) return list.titles.front()->encode();
    const Encoder encoder(list, former, rules);
    auto appended = encoder.append();
    return appended ? *std::move(appended) : encoder.encode();
}

}  // namespace mod_trakt::index
