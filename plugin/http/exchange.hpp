// One request on its way: the easy handle, what was asked, what has come so far, and how to judge the end of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/curl_handles.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"
#include "support/memory_reserve.hpp"

namespace mod_trakt::http {

struct TransportOptions;

class Exchange {
public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // Sets everything up and enters `multi`. `id` is the caller's. `request`, `options` and `authorities` must outlive
    // the transfer. An error here means that nothing was sent.
    std::optional<TransportError> start(CURLM* multi, std::size_t id, const Request& request,
                                        const TransportOptions& options, const std::string& authorities);
    // Leaves the multi handle; what was under way is given up. The handle can be started again.
    void stop() noexcept { enrolment_ = Enrolment(); }

    // After libcurl reported the end. Nothing: a redirect is being followed, the transfer goes on.
    std::optional<Outcome> finish(CURLM* multi, CURLcode code);
    // The outcome of a transfer that was ended from here.
    TransportError broken_off(TransportError::Kind kind) const;
    // Whether no byte has moved for the request's idle time; to be asked again and again.
    bool is_idle(std::int64_t now_ms);
    // No byte of the request can have reached the server.
    bool surely_unsent() const noexcept;
    // Not a byte of an answer has come.
    bool heard_nothing() const noexcept { return header_bytes_ == 0 && response_.body.empty(); }
    // The answer came over HTTP/1, where a connection carries one request at a time.
    bool had_connection_of_its_own() const noexcept;

    CURL* handle() const noexcept { return easy_.get(); }
    std::size_t id() const noexcept { return id_; }
    const Request& request() const noexcept { return *request_; }

private:
    static std::size_t on_header(char* text, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t on_upload(char* room, std::size_t size, std::size_t count, void* self) noexcept;
    void append_wiping(const char* bytes, std::size_t length);

    std::optional<TransportError> enrol(CURLM* multi);
    void set_up_body();
    void set_up_trust();
    std::optional<std::string> redirect_target() const;
    // An error: the transfer ends with it.
    std::optional<TransportError> follow(CURLM* multi, std::string target);
    TransportError error_of(CURLcode code) const;
    template <typename Value>
    void set(CURLoption option, Value value);

    // Runs what keeps a piece of the answer; false: there is no memory for it.
    template <typename Keep>
    bool keep_piece(Keep&& keep) noexcept;

    EasyHandle easy_;
    HeaderList header_lines_;
    Enrolment enrolment_;  // after the handle and the lists that the transfer uses: ends before they go
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    const Request* request_ = nullptr;
    const TransportOptions* options_ = nullptr;
    const std::string* authorities_ = nullptr;
    std::size_t id_ = 0;
    std::string url_;  // where the request is now; redirects change it
    std::string host_;
    std::int64_t max_body_bytes_ = 0;
    Response response_;
    std::size_t last_body_bytes_ = 0;  // of the answer before this one
    std::size_t header_bytes_ = 0;
    std::size_t uploaded_ = 0;
    int redirects_ = 0;
    std::optional<MemoryReserve> reserve_;  // for an answer that must not be lost
    bool too_large_ = false;
    bool no_memory_ = false;
    CURLcode set_up_ = CURLE_OK;
    curl_off_t moved_bytes_ = -1;
    std::int64_t moved_at_ms_ = 0;
};

}  // namespace mod_trakt::http
