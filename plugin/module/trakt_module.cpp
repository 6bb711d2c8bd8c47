#include "module/trakt_module.hpp"

#include <new>
#include <utility>
#include <vector>

#include "changes/pipeline.hpp"
#include "changes/write_input.hpp"
#include "changes/write_report.hpp"
#include "features/registry.hpp"
#include "module/health/document.hpp"
#include "module/health/probes.hpp"
#include "module/read_answers.hpp"
#include "module/undo/learnt_ids.hpp"
#include "module/wiring.hpp"
#include "support/memory_reserve.hpp"

namespace mod_trakt {
namespace {

// Enough memory for the report of a write, which has every item, its verdict and its keys.
constexpr std::size_t report_reserve_bytes = 64u << 10;
constexpr std::size_t report_reserve_per_byte = 8;

// With SYNCMOD_CALL_ALLOW_STALE, a failed read returns the last snapshot, unless the caller has cancelled, or the
// login, the application or the account was refused, or the error is local.
bool may_serve_stale(const Error& error) noexcept {
    switch (error.status) {
        case Status::Forbidden: return error.http_status == 426;  // VIP only: the account itself works
        case Status::Unauthenticated:
        case Status::Cancelled:
        case Status::InvalidArgument:
        case Status::InvalidState:
        case Status::NotSupported:
        // A local error, such as a renewed token that was not saved, must be seen and corrected.
        case Status::Host:
        case Status::NoMemory:
        case Status::Internal: return false;
        default: return true;
    }
}

ModuleServices completed(ModuleServices services) {
    if (services.files == nullptr) services.files = std::make_unique<state::SystemFiles>();
    return services;
}

}  // namespace

TraktModule::TraktModule(ModuleServices services, Config config)
    : services_(completed(std::move(services))), wiring_(std::make_unique<Wiring>(services_, std::move(config))) {}

TraktModule::~TraktModule() = default;

void TraktModule::configure(Config config) {
    auto next = std::make_unique<Wiring>(services_, std::move(config));
    next->continue_from(*wiring_);
    wiring_ = std::move(next);
}

std::string TraktModule::health(const CallScope& scope) {
    wiring_->account().prepare(scope);
    const HealthProbes probes = probe_health(wiring_->probe_api(), scope);
    return health_document(probes, wiring_->rate(),
                           {.refused = wiring_->guard_refusals(), .without_effect = wiring_->writes_without_effect()});
}

IndexDocument TraktModule::build_index(std::string_view name, const CallScope& scope) {
    const features::Feature& feature = features::find_feature(name);
    account::Context context = wiring_->context();
    try {
        scope.check();
        context.account.identify(scope);
        const auto former = context.knowledge.last(feature.id());
        const auto snapshot = feature.read(context, scope);
        if (feature.id() == FeatureId::History) {
            learn_history_ids(*snapshot, context, scope);
            answer_by_read(snapshot, former, context, scope);
        }
        services_.log->with(LogLevel::Info, name, "index_done",
                            [&](json::Writer& fields) { fields.member("count", snapshot->count()); });
        return {snapshot, snapshot->document()};
    } catch (const Failure& failure) {
        services_.log->with(LogLevel::Error, name, "index_failed", [&](json::Writer& fields) {
            fields.member("status", status_name(failure.error().status));
            fields.member("reason", failure.error().reason);
        });
        if (!scope.allow_stale || scope.fresh || !may_serve_stale(failure.error())) throw;
        const auto snapshot = context.knowledge.last(feature.id());
        if (snapshot == nullptr) throw;
        const auto text = std::make_shared<const std::string>(snapshot->stale_document());
        return {text, *text};
    }
}

WriteOutcome TraktModule::add(std::string_view feature, std::string_view items_json, const CallScope& scope) {
    return write(Change::Add, feature, items_json, scope);
}

WriteOutcome TraktModule::remove(std::string_view feature, std::string_view items_json, const CallScope& scope) {
    return write(Change::Remove, feature, items_json, scope);
}

WriteOutcome TraktModule::write(Change change, std::string_view name, std::string_view items_json,
                                const CallScope& scope) {
    const features::Feature& feature = features::find_feature(name);
    account::Context context = wiring_->context();
    json::Document document;
    const std::vector<changes::WriteInput> inputs = changes::parse_items(items_json, document, context.options.keys);
    changes::WriteReport report(inputs);
    // The caller must get the report of what Trakt accepted, even if memory runs out.
    MemoryReserve reserve(report_reserve_bytes + report_reserve_per_byte * items_json.size());
    const auto give_up = [&](Status status, const char* reason, const char* message) {
        reserve.run([&] { report.fail({.status = status, .reason = reason, .message = message}); });
    };
    try {
        const auto writer = feature.writer(change, context, scope);
        changes::run_write(*writer, inputs, context, scope, report);
    } catch (const Failure& failure) {
        reserve.run([&] { report.fail(failure.error()); });
    } catch (const std::bad_alloc&) {
        give_up(Status::NoMemory, "no_memory", "out of memory");
    } catch (const std::exception& fault) {
        give_up(Status::Internal, "internal", fault.what());
    } catch (...) {
        give_up(Status::Internal, "internal", "an unknown exception was thrown; this is a defect of the plugin");
    }
    return reserve.run([&] {
        report.conclude();
        return WriteOutcome{scope.dry_run && !report.failure() ? report.render_dry_run() : report.render(),
                            report.failure()};
    });
}

}  // namespace mod_trakt
