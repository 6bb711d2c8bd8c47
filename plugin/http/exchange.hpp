// One transfer: the easy handle, the request, the part of the answer received so far, and the judgement of its end.
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

// Owned by CurlTransport and used on its thread. libcurl keeps its address during a transfer, so it does not move.
class Exchange {
public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // Prepares the transfer and adds it to `multi`. `id` is the caller's number. `request`, `options` and `authorities`
    // must outlive the transfer. Returns an error if nothing was sent.
    std::optional<TransportError> start(CURLM* multi, std::size_t id, const Request& request,
                                        const TransportOptions& options, const std::string& authorities);
    // Leaves the multi handle and aborts a transfer in flight. start() may be called again.
    void stop() noexcept { enrolment_ = Enrolment(); }

    // To be called when libcurl has reported the end. Nullopt: a redirect is being followed and the transfer continues.
    std::optional<Outcome> finish(CURLM* multi, CURLcode code);
    // The outcome of a transfer that CurlTransport aborts.
    TransportError abort_error(TransportError::Kind kind) const;
    // True if no byte has moved for the request's idle time. It compares with the previous call, so it must be called
    // regularly.
    bool is_idle(std::int64_t now_ms);
    // True if no byte of the request can have reached the server.
    bool surely_unsent() const noexcept;
    // True if no byte of an answer was received.
    bool received_nothing() const noexcept { return header_bytes_ == 0 && response_.body.empty(); }
    // True if the answer came over HTTP/1, where a connection carries one request at a time.
    bool used_http1() const noexcept;

    CURL* handle() const noexcept { return easy_.get(); }
    std::size_t id() const noexcept { return id_; }
    const Request& request() const noexcept { return *request_; }

private:
    static std::size_t on_header(char* text, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t on_upload(char* buffer, std::size_t size, std::size_t count, void* self) noexcept;
    void append_wiping(const char* bytes, std::size_t length);

    std::optional<TransportError> enrol(CURLM* multi);
    void set_up_body();
    void set_up_trust();
    std::optional<std::string> redirect_target() const;
    // Sends the request to `target`. If it returns an error, the transfer ends with that error.
    std::optional<TransportError> follow(CURLM* multi, std::string target);
    TransportError error_of(CURLcode code) const;
    template <typename Value>
    void set(CURLoption option, Value value);

    // Runs `keep`, which stores a part of the answer. Returns false if there is no memory for it.
    template <typename Keep>
    bool keep_part(Keep&& keep) noexcept;

    EasyHandle easy_;
    HeaderList header_lines_;
    Enrolment enrolment_;  // declared after the handle and the lists that the transfer uses, so it is destroyed first
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    const Request* request_ = nullptr;
    const TransportOptions* options_ = nullptr;
    const std::string* authorities_ = nullptr;
    std::size_t id_ = 0;
    std::string url_;  // the present target; redirects change it
    std::string host_;
    std::int64_t max_body_bytes_ = 0;
    Response response_;
    std::size_t last_body_bytes_ = 0;  // size of the previous answer on this handle
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
