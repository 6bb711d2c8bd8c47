// The fate of each play of a removal. An input may name several plays; its verdict follows from the fates of all of
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::changes {

// Hint of a play, or of an input, whose removal Trakt accepted and did not carry out.
inline constexpr std::string_view not_removed_hint = "not removed";

class PlayFates {
public:
    // Both arguments are borrowed. Precondition: the pieces of one intent are consecutive.
    PlayFates(std::span<const Piece> pieces, WriteReport& report);

    // Records a play's fate, and sets the verdict of its input if this was the input's last play.
    void record(std::size_t piece, const Finding& finding);
    // Replaces an `unknown` fate, and the verdict of its input.
    void correct(std::size_t piece, const Finding& finding);
    // Call it when no request follows: sets the verdict of inputs with plays that were not reached.
    void conclude();

    std::vector<Piece> removed() const { return with(Verdict::Removed); }
    std::vector<Piece> absent() const { return with(Verdict::Absent); }
    // True if each play was removed or was absent.
    bool are_all_gone() const;

private:
    struct Fate {
        Verdict verdict = Verdict::Deferred;
        std::string hint, message;  // why it was not removed, if known
    };
    struct Group {
        std::size_t first = 0;  // its first piece
        std::size_t count = 0;
        std::size_t recorded = 0;
    };

    std::vector<Piece> with(Verdict verdict) const;
    void conclude(const Group& group);

    std::span<const Piece> pieces_;
    WriteReport& report_;
    std::vector<std::optional<Fate>> fates_;  // by piece
    std::vector<Group> groups_;               // one per intent
    std::vector<std::size_t> group_of_;       // by piece
};

}  // namespace mod_trakt::changes
