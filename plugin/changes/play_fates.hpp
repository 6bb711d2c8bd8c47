// What became of each play of a removal. An input may name several plays; its verdict is made of all their fates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::changes {

class PlayFates {
public:
    // The pieces of one intent stand together. Both arguments are borrowed.
    PlayFates(std::span<const Piece> pieces, WriteReport& report);

    // Gives the input its verdict when this was the last of its plays.
    void record(std::size_t piece, const Finding& finding);
    // Nothing more is sent: gives a verdict to the inputs of which some plays have a fate and others were not reached.
    void conclude();

    std::vector<std::int64_t> removed() const { return with(Verdict::Removed); }
    std::vector<std::int64_t> absent() const { return with(Verdict::Absent); }
    // Each play was removed, or was not there.
    bool are_all_gone() const;

private:
    struct Fate {
        Verdict verdict = Verdict::Deferred;
        std::string hint, message;  // why it was not removed, if anything was said
    };
    struct Group {
        std::size_t first = 0;  // of `count` pieces
        std::size_t count = 0;
        std::size_t recorded = 0;
    };

    std::vector<std::int64_t> with(Verdict verdict) const;
    void conclude(const Group& group);

    std::span<const Piece> pieces_;
    WriteReport& report_;
    std::vector<std::optional<Fate>> fates_;  // by piece
    std::vector<Group> groups_;               // one per intent
    std::vector<std::size_t> group_of_;       // by piece
};

}  // namespace mod_trakt::changes
