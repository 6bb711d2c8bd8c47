#include "support/twin_process.hpp"

#include <stdexcept>

#include "support/http_call.hpp"
#include "support/this_build.hpp"

namespace mod_trakt::tests {
namespace {

std::vector<std::string> command(std::vector<std::string> options) {
    std::vector<std::string> words = {this_build::twin_path, "--port", "0", "--exit-with-stdin"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
}

}  // namespace

TwinProcess::TwinProcess(std::vector<std::string> options) : process_(command(std::move(options))) {
    const std::string line = process_.read_line();
    url_ = line.substr(line.rfind(' ') + 1);
    port_ = std::stoi(url_.substr(url_.rfind(':') + 1));
}

json::value TwinProcess::admin(std::string_view method, std::string_view room, const json::value& body) const {
    const HttpAnswer answer =
        http_call(port_, method, "/_twin/" + std::string(room), body.is_null() ? "" : json::serialize(body));
    if (answer.status != 200) throw std::runtime_error("the twin refuses " + std::string(room) + ": " + answer.body);
    return parse(answer.body);
}

json::value TwinProcess::state(bool full, int account) const {
    return admin("GET", "state?account=" + std::to_string(account) + (full ? "&full=true" : ""));
}

json::array TwinProcess::ledger() const { return admin("GET", "ledger").as_array(); }

json::array TwinProcess::requests(std::string_view method, std::string_view path) const {
    json::array found;
    for (const json::value& entry : ledger())
        if (text_at(entry, "method") == method && text_at(entry, "path") == path) found.push_back(entry);
    return found;
}

json::value TwinProcess::edit(const json::object& op, std::int64_t seed) const {
    return admin("POST", "edit", json::object{{"account", 1}, {"seed", seed}, {"ops", json::array{op}}});
}

}  // namespace mod_trakt::tests
