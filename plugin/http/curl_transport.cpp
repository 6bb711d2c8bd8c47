#include "http/curl_transport.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "http/exchange.hpp"
#include "http/sigpipe_guard.hpp"
#include "support/error.hpp"

namespace mod_trakt::http {
namespace {

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();  // fails quietly on a directory
    return std::move(text).str();
}

// libcurl knows one bundle at a time, so a private authority is added to the text of the system's.
std::string authorities_with(const std::string& ca_file) {
    const auto own = read_file(ca_file);
    if (!own || own->find("-----BEGIN ") == std::string::npos)
        throw Failure(Status::InvalidArgument, "bad_config", "ca_file cannot be read as a PEM file");
    const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
    std::string text;
    if (info->cainfo != nullptr) text = read_file(info->cainfo).value_or("");
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text + *own;
}

}  // namespace

CurlTransport::CurlTransport(TransportOptions options)
    : options_((init_curl(), std::move(options))),
      authorities_(options_.ca_file.empty() ? std::string() : authorities_with(options_.ca_file)) {
    if (options_.user_agent.empty()) options_.user_agent = TransportOptions().user_agent;
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 8L);
}

CurlTransport::~CurlTransport() {
    // Closing a TLS connection writes a last record, perhaps to a peer that has gone.
    const SigpipeGuard guard;
    idle_.clear();
    multi_.close();
}

std::unique_ptr<Exchange> CurlTransport::take_exchange() {
    if (idle_.empty()) return std::make_unique<Exchange>();
    std::unique_ptr<Exchange> exchange = std::move(idle_.back());
    idle_.pop_back();
    return exchange;
}

void CurlTransport::send(std::span<const Request> requests, const CallScope& scope,
                         const std::function<void(std::size_t, Outcome)>& on_done) {
    const SigpipeGuard guard;
    std::vector<std::unique_ptr<Exchange>> under_way;
    under_way.reserve(requests.size());
    const auto ended = [&](std::size_t at, Outcome outcome) {
        std::unique_ptr<Exchange> exchange = std::move(under_way[at]);
        under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
        exchange->stop();
        const std::size_t index = exchange->index();
        idle_.push_back(std::move(exchange));
        on_done(index, std::move(outcome));
    };

    for (std::size_t i = 0; i < requests.size(); ++i) {
        std::unique_ptr<Exchange> exchange = take_exchange();
        if (auto error = exchange->start(multi_.get(), i, requests[i], options_, authorities_)) {
            idle_.push_back(std::move(exchange));
            on_done(i, std::move(*error));
        } else {
            under_way.push_back(std::move(exchange));
        }
    }

    while (!under_way.empty()) {
        const bool cancelled = scope.cancelled();
        if (cancelled || scope.remaining_ms() == 0) {
            const auto kind = cancelled ? TransportError::Kind::Cancelled : TransportError::Kind::Deadline;
            while (!under_way.empty()) ended(under_way.size() - 1, under_way.back()->broken_off(kind));
            return;
        }

        int running = 0;
        curl_multi_perform(multi_.get(), &running);
        int waiting_messages = 0;
        bool progressed = false;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &waiting_messages)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            const auto found = std::find_if(under_way.begin(), under_way.end(), [message](const auto& exchange) {
                return exchange->handle() == message->easy_handle;
            });
            if (found == under_way.end()) continue;
            progressed = true;
            if (auto outcome = (*found)->finish(multi_.get(), code))
                ended(static_cast<std::size_t>(found - under_way.begin()), std::move(*outcome));
        }
        if (progressed) continue;

        const std::int64_t now_ms = scope.clock().steady_ms();
        for (std::size_t at = under_way.size(); at-- > 0;)
            if (under_way[at]->is_idle(now_ms)) ended(at, under_way[at]->broken_off(TransportError::Kind::Timeout));
        if (under_way.empty()) return;

        const std::int64_t slice = std::clamp<std::int64_t>(scope.remaining_ms(), 1, CallScope::slice_ms);
        curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(slice), nullptr);
    }
}

}  // namespace mod_trakt::http
