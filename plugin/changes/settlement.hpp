// Decides the verdicts that the answers of a write left open, by reading back what the account holds.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "changes/bulk_write.hpp"
#include "changes/feature_writer.hpp"
#include "changes/intent.hpp"
#include "changes/play_fates.hpp"
#include "changes/title_resolver.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::changes {

class Settlement {
public:
    // Everything is borrowed.
    Settlement(FeatureWriter& writer, account::Context& context, const CallScope& scope, WriteReport& report)
        : writer_(writer), context_(context), scope_(scope), report_(report) {}

    // Notes that the verdict of this piece is open. `number`: of the piece among those of its request group.
    // `is_title_known`: false if the account may show the title under other ids, so that a read proves nothing.
    void note(const Piece& piece, std::size_t number, const OpenFinding& finding, bool is_title_known = true);

    // Sets the verdicts of all noted intents. `before`: what was held before the write. Intents that cannot be read
    // stay `unknown`; a failure that ends the call goes into the report.
    void settle(const Held& before);
    // The same for plays to remove.
    void settle(PlayFates& fates);

    // Returns whether the account has each of these changes now; nullopt: that could not be read.
    std::vector<std::optional<bool>> are_there(std::span<const Intent> intents);
    // What the account shows of a play.
    struct Sighting {
        std::optional<bool> is_there;                // nullopt: that could not be read
        std::vector<account::HeldPlay> unexplained;  // if its title is not held: plays of its minute that nobody sent
    };
    std::vector<Sighting> look_for(std::span<const Intent> plays);
    // As are_there(), for plays that this call has sent. Nullopt also if Trakt shows a new play at that minute that
    // nothing explains, and a search by the resolver did not decide whether it is this play under other ids. `all`: the
    // intents of the call; `before`: what plays_beside() returned for them before the write.
    std::vector<std::optional<bool>> are_there(std::span<const Intent> plays, std::span<const Intent> all,
                                               std::span<const account::HeldPlay> before, TitleResolver& resolver);

    // The error that ended the call; nullopt: it goes on.
    const std::optional<Error>& failure() const noexcept { return report_.failure(); }

private:
    struct Open {
        Intent intent;
        std::int64_t history_id = 0;
        std::size_t number = 0;
        OpenFinding finding;
        bool is_title_known = true;
    };

    std::vector<std::optional<bool>> find_sent(std::span<const Intent> plays,
                                               std::span<const account::HeldPlay> before);
    // As are_there(), by reading back.
    std::vector<std::optional<bool>> read_sent(std::span<const Intent> plays, std::span<const Intent> all,
                                               std::span<const account::HeldPlay> before, TitleResolver& resolver);
    // Without those that the journal explains.
    std::vector<account::HeldPlay> of_nobody(std::vector<account::HeldPlay> plays) const;
    // Puts the history id of a play that is there now into the report.
    void note_history_id(const Intent& play, const account::Holdings& now);
    bool may_read() const;
    // Reads what the account holds of these intents now; nullopt when it cannot be read.
    std::optional<Held> read(std::span<const Intent> intents);
    std::optional<Held> read(std::span<const Open> open);
    // The same, and reads once more settle_ms later if an uncertain change was not made yet (SETTLE-2). Changes that
    // could not be read again count as unread.
    using IsMade = std::function<bool(const Open& open, const account::Holdings& now)>;
    std::optional<Held> read_late(std::span<const Open> open, const IsMade& is_made);
    void settle_addition(const Open& open, bool is_there, const Held& before, const account::Holdings& now);
    // See SETTLE-5.
    void settle_removals(std::span<const Open> open, const Held& now, const Held& before);
    void settle_removal(const Open& open, bool is_gone, std::optional<bool> was_held);

    FeatureWriter& writer_;
    account::Context& context_;
    const CallScope& scope_;
    WriteReport& report_;
    std::vector<Open> open_;
};

}  // namespace mod_trakt::changes
