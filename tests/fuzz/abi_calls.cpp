#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "documents.hpp"
#include "module/config/config.hpp"
#include "sections.hpp"
#include "support/error.hpp"
#include "syncmod/syncmod.h"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

// Answers each connection on loopback with the next of some texts, as it stands, and hangs up.
class Server {
public:
    Server() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_, any, size) != 0 || ::listen(listener_, 64) != 0 ||
            ::getsockname(listener_, any, &size) != 0)
            throw std::runtime_error("no port on loopback");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Server() {
        ending_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string port() const { return std::to_string(port_); }
    void set_answers(std::vector<std::string_view> answers) {
        const std::lock_guard lock(mutex_);
        answers_.assign(answers.begin(), answers.end());
        next_ = 0;
    }

private:
    void serve() {
        while (!ending_) {
            const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) continue;
            talk(connection);
            ::close(connection);
        }
    }
    void talk(int connection) {
        // The requests of these calls are short; what has not come after a moment belongs to a connection that was
        // given up.
        std::string request;
        std::size_t whole = std::string::npos;
        while (request.size() < whole) {
            pollfd ready{connection, POLLIN, 0};
            char bytes[8192];
            if (::poll(&ready, 1, 200) <= 0) return;
            const ssize_t got = ::recv(connection, bytes, sizeof bytes, 0);
            if (got <= 0) return;
            request.append(bytes, static_cast<std::size_t>(got));
            if (const std::size_t end = request.find("\r\n\r\n"); end != std::string::npos) {
                const std::size_t at = request.find("Content-Length: ");
                whole = end + 4 + (at < end ? std::strtoull(request.c_str() + at + 16, nullptr, 10) : 0);
            }
        }
        std::string answer;
        {
            const std::lock_guard lock(mutex_);
            if (answers_.empty()) return;
            answer = answers_[next_++ % answers_.size()];
        }
        (void)::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }

    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> ending_{false};
    std::mutex mutex_;
    std::vector<std::string> answers_;
    std::size_t next_ = 0;
    std::thread thread_;
};

Server& server() {
    static Server running;
    return running;
}

// No request leaves this machine, and none waits for long.
bool is_harmless(const std::string& text) {
    try {
        const Config config = parse_config(text);
        const std::string base = "http://127.0.0.1:" + server().port();
        return config.api_url == base && config.auth_url == base && config.proxy.empty() && config.ca_file.empty() &&
               config.state_dir.empty() && config.max_retries == 1 && config.backoff.base_ms == 0 &&
               config.backoff.cap_ms == 0 && config.backoff.html429_ms == 0 && config.rate_limit.get_per_5min == 0 &&
               config.rate_limit.post_per_sec == 0 && config.sync.settle_ms == 0;
    } catch (const Failure&) {
        return true;
    }
}

// The first `size` bytes of a struct on the heap, so that a look behind them is seen.
template <typename Struct>
std::unique_ptr<char[]> cut(const Struct& whole, std::uint32_t size) {
    auto bytes = std::make_unique<char[]>(std::max<std::size_t>(size, sizeof(std::uint32_t)));
    std::memcpy(bytes.get(), &whole, std::min<std::size_t>(size, sizeof whole));
    std::memcpy(bytes.get(), &size, sizeof size);
    return bytes;
}

std::string defaults(const std::string& port) {
    const std::string base = "http://127.0.0.1:" + port;
    return R"({"trakt":{"client_id":"id","client_secret":"cs","access_token":"at","refresh_token":"rt","api_url":")" +
           base + R"(","auth_url":")" + base +
           R"(","max_retries":1,"backoff":{"base_ms":0,"cap_ms":0,"html429_ms":0},"settle_ms":0,)"
           R"("rate_limit":{"get_per_5min":0,"post_per_sec":0,"burst":0}}})";
}

// The first section: one letter for each call, in order. The others are what their first byte says: "[" items,
// "{" configurations (PORT stands for the server's), "=" names of features, "@" what the host's store holds, and all
// else answers of the server. Each kind is used in turn.
class Play {
public:
    explicit Play(std::string_view input) : table_(*syncmod_entry_v1()) {
        std::vector<std::string_view> sections = sections_of(input);
        script_ = sections.front().substr(0, 16);
        std::vector<std::string_view> answers;
        for (std::size_t i = 1; i < sections.size(); ++i) {
            const std::string text(sections[i]);
            switch (text.empty() ? '\0' : text.front()) {
                case '[': items_.push_back(text); break;
                case '{': configs_.push_back(with_port(text)); break;
                case '=': features_.push_back(text.substr(1)); break;
                case '@': store_ = text.substr(1); break;
                default: answers.push_back(sections[i]);
            }
        }
        server().set_answers(std::move(answers));
    }
    ~Play() { table_.destroy(handle_); }
    Play(const Play&) = delete;
    Play& operator=(const Play&) = delete;

    void run() {
        create(defaults(server().port()));
        for (const char letter : script_) step(letter);
    }

private:
    static std::string with_port(std::string text) {
        for (std::size_t at = text.find("PORT"); at != std::string::npos; at = text.find("PORT", at))
            text.replace(at, 4, server().port());
        return text;
    }
    template <typename T>
    static const T& turn(const std::vector<T>& all, std::size_t& next, const T& otherwise) {
        return all.empty() ? otherwise : all[next++ % all.size()];
    }

    // Every status has its texts, and the caller's idea of the struct is respected.
    void check(syncmod_status status, const syncmod_error& error) const {
        promise(status >= SYNCMOD_OK && status < SYNCMOD_INTERNAL, "a call ends with a status of the header");
        promise(error.status == status, "the error says what the call says");
        promise(std::memchr(error.reason, 0, sizeof error.reason) != nullptr &&
                    std::memchr(error.message, 0, sizeof error.message) != nullptr,
                "texts end");
        promise((status == SYNCMOD_OK) == (error.reason[0] == '\0'), "an error has a reason, a success has none");
    }

    void create(const std::string& config) {
        table_.destroy(handle_);
        handle_ = nullptr;
        syncmod_host_v1 host{};
        host.user = this;
        host.min_log_level = SYNCMOD_LOG_TRACE;
        host.log = [](void* user, std::int32_t, const char*, const char*, const char*) {
            static_cast<Play*>(user)->call_back();
        };
        host.event = [](void* user, const char*, const char*) { static_cast<Play*>(user)->call_back(); };
        host.store_get = [](void* user, const char*, syncmod_sink_fn sink, void* context, syncmod_status* status) {
            const Play& play = *static_cast<Play*>(user);
            if (!play.store_.empty()) sink(context, play.store_.data(), play.store_.size());
            *status = SYNCMOD_OK;
        };
        host.store_put = [](void* user, const char*, const char* data, std::uint64_t size, syncmod_status* status) {
            static_cast<Play*>(user)->store_.assign(data, size);
            *status = SYNCMOD_OK;
        };
        const auto bytes = cut(host, struct_size_ > 0 ? struct_size_ : sizeof host);
        syncmod_error error{};
        error.struct_size = sizeof error;
        check(table_.create(reinterpret_cast<const syncmod_host_v1*>(bytes.get()), config.c_str(), &handle_, &error),
              error);
    }

    // From a callback the own handle is busy.
    void call_back() {
        syncmod_buf out{};
        if (handle_ == nullptr || !calling_) return;
        promise(table_.health(handle_, nullptr, &out, nullptr) == SYNCMOD_INVALID_STATE, "a busy handle says so");
        promise(out.data == nullptr, "a call that was refused hands out nothing");
    }

    void step(char letter) {
        switch (letter) {
            case 'C': cancel_ = !cancel_; return;
            case 'F': flags_ = (flags_ + 1) % 16; return;
            case 'z': struct_size_ = (struct_size_ + 8) % 64; return;
            case 'd':
                table_.destroy(handle_);
                handle_ = nullptr;
                return;
            case 'n':
            case 'k':
            case 'i': return configured(letter);
            case 'h':
            case 'x':
            case 'a':
            case 'r': return operate(letter);
            default: return;
        }
    }

    void configured(char letter) {
        const std::string& config = turn(configs_, next_config_, defaults_);
        syncmod_error error{};
        error.struct_size = sizeof error;
        if (!is_harmless(config)) return;
        if (letter == 'n') return create(config);
        if (letter == 'k') return check(table_.configure(handle_, config.c_str(), &error), error);
        std::int32_t out = 7;
        check(table_.is_configured(config.c_str(), &out, &error), error);
        promise(out == 0 || out == 1, "a configuration is usable or not");
    }

    void operate(char letter) {
        syncmod_call_v1 call{};
        call.flags = flags_;
        call.timeout_ms = 100;
        call.cancel = &cancel_;
        // Without its time limit a call could wait for a Retry-After, so a short struct is cancelled beforehand.
        std::uint32_t size = sizeof call;
        if (struct_size_ >= offsetof(syncmod_call_v1, user) && cancel_ != 0) size = struct_size_;
        const auto call_bytes = cut(call, size);
        const auto* given = reinterpret_cast<const syncmod_call_v1*>(call_bytes.get());
        syncmod_error error{};
        error.struct_size = sizeof error;
        syncmod_buf out{};
        const std::string& feature = turn(features_, next_feature_, watchlist_);
        const std::string& items = turn(items_, next_items_, no_items_);
        calling_ = true;
        syncmod_status status = SYNCMOD_OK;
        switch (letter) {
            case 'h': status = table_.health(handle_, given, &out, &error); break;
            case 'x': status = table_.build_index(handle_, feature.c_str(), given, &out, &error); break;
            case 'a': status = table_.add(handle_, feature.c_str(), items.c_str(), given, &out, &error); break;
            default: status = table_.remove(handle_, feature.c_str(), items.c_str(), given, &out, &error); break;
        }
        calling_ = false;
        check(status, error);
        promise(status != SYNCMOD_OK || out.data != nullptr, "a call that went well hands out a document");
        if (out.data != nullptr) {
            const std::string text(out.data, out.size);
            json::Document document;
            if (letter == 'x')
                check_index(text);
            else
                promise(!document.parse(text), "documents are JSON");
        }
        if (out.release != nullptr) out.release(&out);
        promise(out.data == nullptr, "a released buffer is empty");
    }

    const syncmod_plugin_v1& table_;
    std::string script_, store_;
    std::vector<std::string> items_, configs_, features_;
    std::size_t next_items_ = 0, next_config_ = 0, next_feature_ = 0;
    const std::string defaults_ = defaults(server().port()), watchlist_ = "watchlist", no_items_ = "[]";
    syncmod_handle* handle_ = nullptr;
    bool calling_ = false;
    std::int32_t cancel_ = 0;
    std::uint32_t flags_ = 0;
    std::uint32_t struct_size_ = 0;  // 0: whole
};

}  // namespace

void run_abi_calls(std::string_view input) { Play(input).run(); }

}  // namespace mod_trakt::fuzz
