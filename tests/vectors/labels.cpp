// The names of requests in "api:hit".
#include "trakt/labels.hpp"

#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

http::Method method_of(std::string_view name) {
    return name == http::method_name(http::Method::Post) ? http::Method::Post : http::Method::Get;
}

void judge_labels(const Case& subject, Judge& judge) {
    const json::Value input = subject.input;
    judge.member("feature", [&](const KeyRules&) {
        return quoted(trakt::endpoint_label(method_of(input["method"].text()), input["path"].text()));
    });
}

const Unit unit{"labels", &judge_labels};

}  // namespace
}  // namespace vectors
