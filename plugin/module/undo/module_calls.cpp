// The verbs of the extension syncmod.undo.
#include "module/trakt_module.hpp"
#include "module/undo/undo.hpp"
#include "module/wiring.hpp"

namespace mod_trakt {

std::string TraktModule::list_runs(const CallScope& scope) {
    account::Context context = wiring_->context();
    context.account.identify(scope);
    require_records(context);
    const RunList all = context.runs.all();
    std::vector<const account::RunRecord*> runs;
    for (const auto& run : all) runs.push_back(run.get());
    return render_runs(runs);
}

WriteOutcome TraktModule::undo(std::optional<std::string_view> run, const CallScope& scope) {
    account::Context context = wiring_->context();
    const UndoReport report = Undo(context, scope).run(run);
    return {report.render(), report.failure};
}

}  // namespace mod_trakt
