// The event loop of CurlTransport: starts transfers, takes the ended ones, and aborts the silent and the cancelled
// ones.
#include "http/curl_transport.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "http/exchange.hpp"
#include "http/sigpipe_guard.hpp"
#include "support/error.hpp"

namespace mod_trakt::http {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

std::optional<std::string> read_file(const std::string& path) {
    // fopen() would stop at the NUL and read another file.
    if (path.find('\0') != std::string::npos) return std::nullopt;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
    if (!file) return std::nullopt;
    std::string text;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get()))
        text.append(buffer.data(), got);
    if (std::ferror(file.get()) != 0) return std::nullopt;  // such as a directory
    return text;
}

// libcurl accepts one bundle, so the text of a private authority is appended to the system's bundle.
std::string read_authorities(const std::string& ca_file) {
    const auto own = read_file(ca_file);
    if (!own || own->find("-----BEGIN ") == std::string::npos)
        throw Failure(Status::InvalidArgument, "bad_config",
                      "ca_file cannot be read as a PEM file; give the path of a readable file with a certificate");
    const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
    std::string text;
    if (info->cainfo != nullptr) text = read_file(info->cainfo).value_or("");
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text + *own;
}

constexpr std::int64_t longest_stall_ms = 2000;

class Busy {
public:
    explicit Busy(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~Busy() { flag_ = false; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    bool& flag_;
};

}  // namespace

CurlTransport::CurlTransport(TransportOptions options)
    : options_((init_curl(), std::move(options))),
      authorities_(options_.ca_file.empty() ? std::string() : read_authorities(options_.ca_file)) {
    if (options_.user_agent.empty()) options_.user_agent = TransportOptions().user_agent;
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 8L);
}

CurlTransport::~CurlTransport() {
    idle_.clear();
    multi_.close();
}

std::unique_ptr<Exchange> CurlTransport::take_exchange() {
    if (idle_.empty()) return std::make_unique<Exchange>();
    std::unique_ptr<Exchange> exchange = std::move(idle_.back());
    idle_.pop_back();
    return exchange;
}

// The requests of one send() that are in flight.
class CurlTransport::Flight {
public:
    Flight(CurlTransport& transport, CURLM* multi, const Next& next, const CallScope& scope, const Done& on_done)
        : transport_(transport), multi_(multi), next_(next), scope_(scope), on_done_(on_done) {}

    void run() {
        while (!given_up_) {
            start_due_requests();
            if (under_way_.empty() || given_up_) return;
            if (must_stop() && break_off_without_grace()) continue;

            perform();
            if (take_ended() || break_off_silent()) continue;
            const std::int64_t slice =
                stop_ ? CallScope::slice_ms : std::clamp<std::int64_t>(scope_.remaining_ms(), 1, CallScope::slice_ms);
            curl_multi_poll(multi_, nullptr, 0, static_cast<int>(slice), nullptr);
        }
    }

private:
    struct Entry {
        std::unique_ptr<Exchange> exchange;
        // When another connection was first served while this transfer waited.
        std::optional<std::int64_t> others_served_since_ms;
    };

    // The guard covers only libcurl: a SIGPIPE that a callback raises belongs to the host.
    void perform() {
        const SigpipeGuard guard;
        int running = 0;
        curl_multi_perform(multi_, &running);
    }

    void start_due_requests() {
        const std::int64_t now_ms = scope_.clock().steady_ms();
        if (!may_start_more_ && now_ms - asked_ms_ < CallScope::slice_ms) return;
        may_start_more_ = false;
        asked_ms_ = now_ms;
        while (!given_up_) {
            const std::optional<Outgoing> outgoing = next_();
            if (!outgoing) return;
            std::unique_ptr<Exchange> exchange = transport_.take_exchange();
            // Reserves now what an ending needs, so that lack of memory cannot lose an outcome.
            under_way_.reserve(under_way_.size() + 1);
            transport_.idle_.reserve(transport_.idle_.size() + under_way_.size() + 1);
            auto error =
                exchange->start(multi_, outgoing->id, *outgoing->request, transport_.options_, transport_.authorities_);
            under_way_.push_back({std::move(exchange), std::nullopt});
            if (error) end(under_way_.size() - 1, std::move(*error));
        }
    }

    void end(std::size_t at, Outcome outcome) {
        std::unique_ptr<Exchange> exchange = std::move(under_way_[at].exchange);
        under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(at));
        exchange->stop();
        const std::size_t id = exchange->id();
        transport_.idle_.push_back(std::move(exchange));
        may_start_more_ = true;
        given_up_ = !on_done_(id, std::move(outcome));
    }

    bool take_ended() {
        bool any = false;
        int waiting_messages = 0;
        while (const CURLMsg* message = given_up_ ? nullptr : curl_multi_info_read(multi_, &waiting_messages)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            const auto found = std::find_if(under_way_.begin(), under_way_.end(), [message](const Entry& entry) {
                return entry.exchange->handle() == message->easy_handle;
            });
            if (found == under_way_.end()) continue;
            any = true;
            std::optional<Outcome> outcome = found->exchange->finish(multi_, code);
            if (!outcome) continue;
            if (code == CURLE_OK && found->exchange->used_http1()) note_others_served();
            end(static_cast<std::size_t>(found - under_way_.begin()), std::move(*outcome));
        }
        return any;
    }

    void note_others_served() {
        const std::int64_t now_ms = scope_.clock().steady_ms();
        for (Entry& entry : under_way_)
            if (!entry.others_served_since_ms) entry.others_served_since_ms = now_ms;
    }

    bool is_stalled(const Entry& entry, std::int64_t now_ms) const {
        const Request& request = entry.exchange->request();
        return entry.others_served_since_ms && request.method == Method::Get && entry.exchange->received_nothing() &&
               now_ms - *entry.others_served_since_ms >= std::min(longest_stall_ms, request.idle_timeout_ms / 2);
    }

    bool break_off_silent() {
        const std::int64_t now_ms = scope_.clock().steady_ms();
        bool any = false;
        for (std::size_t at = under_way_.size(); at-- > 0 && !given_up_;) {
            Exchange& exchange = *under_way_[at].exchange;
            const bool stalled = is_stalled(under_way_[at], now_ms);
            if (!stalled && !exchange.is_idle(now_ms)) continue;
            any = true;
            end(at, exchange.abort_error(stalled ? TransportError::Kind::Stalled : TransportError::Kind::Timeout));
        }
        return any;
    }

    // True if the caller has cancelled or its time limit has passed. Remembers which was seen first, and when.
    bool must_stop() {
        if (stop_) return true;
        const bool cancelled = scope_.cancelled();
        if (!cancelled && scope_.remaining_ms() > 0) return false;
        stop_ = cancelled ? TransportError::Kind::Cancelled : TransportError::Kind::Deadline;
        stop_seen_ms_ = scope_.clock().steady_ms();
        return true;
    }

    // Precondition: must_stop(). A request that surely never left needs no grace.
    bool break_off_without_grace() {
        const std::int64_t passed_ms = scope_.clock().steady_ms() - stop_seen_ms_;
        bool any = false;
        for (std::size_t at = under_way_.size(); at-- > 0 && !given_up_;) {
            const Exchange& exchange = *under_way_[at].exchange;
            if (passed_ms < exchange.request().grace_ms && !exchange.surely_unsent()) continue;
            any = true;
            end(at, exchange.abort_error(*stop_));
        }
        return any;
    }

    CurlTransport& transport_;
    CURLM* multi_;
    const Next& next_;
    const CallScope& scope_;
    const Done& on_done_;
    std::vector<Entry> under_way_;
    std::int64_t asked_ms_ = 0;
    bool may_start_more_ = true;                // a transfer has ended since `next` was last asked
    std::optional<TransportError::Kind> stop_;  // Cancelled or Deadline, as soon as must_stop() has seen one
    std::int64_t stop_seen_ms_ = 0;
    bool given_up_ = false;
};

void CurlTransport::send(const Next& next, const CallScope& scope, const Done& on_done) {
    if (busy_) {
        const MultiHandle apart;
        Flight(*this, apart.get(), next, scope, on_done).run();
        return;
    }
    const Busy busy(busy_);
    Flight(*this, multi_.get(), next, scope, on_done).run();
}

}  // namespace mod_trakt::http
