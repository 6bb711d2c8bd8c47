#include "module/read_answers.hpp"

#include "changes/journal_answers.hpp"

namespace mod_trakt {

void answer_by_read(const index::SnapshotPtr& history, const index::SnapshotPtr& former, account::Context& context,
                    const CallScope& scope) {
    if (!context.knowledge.has_journal()) return;
    const account::Holdings plays = account::Holdings::of(*history, context.options.keys);
    // A snapshot that is handed out again was found to be the present state by the stamps of this call.
    const std::int64_t began_ms =
        history == former ? context.knowledge.stamps_taken_ms(FeatureId::History) : history->stamps_taken_ms();
    changes::CompleteRead read{plays, began_ms, {}};
    for (const MediaType type : {MediaType::Movie, MediaType::Episode}) {
        const index::SnapshotSection* const section = history->section(plural(type));
        if (section == nullptr || section->skipped > 0 || section->hidden > 0) read.with_hidden.insert(type);
    }
    changes::answer_sent_plays(read, context, scope);
}

}  // namespace mod_trakt
