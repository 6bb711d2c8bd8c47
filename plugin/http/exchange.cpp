// One transfer: the libcurl options, the callbacks that receive the answer, and the end.
#include "http/exchange.hpp"

#include <algorithm>
#include <cstring>

#include "http/curl_transport.hpp"
#include "http/sigpipe_guard.hpp"
#include "support/secret.hpp"
#include "support/text.hpp"

namespace mod_trakt::http {
namespace {

constexpr int most_redirects = 3;
constexpr std::size_t most_header_bytes = 256 * 1024;
constexpr std::size_t answer_reserve_bytes = 64 * 1024;
constexpr long receive_bytes = 64 * 1024;  // enough for one compressed page of a list

bool is_redirect(int status) noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string_view without_line_end(std::string_view line) noexcept {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    return line;
}

// Names the text that must not reach libcurl; nullopt if all are usable. A line break inside a header would add another
// header, and libcurl ignores everything after a NUL.
std::optional<std::string> unusable_text(const Request& request, const TransportOptions& options) {
    if (has_control(options.user_agent)) return "the user agent";
    if (has_control(options.proxy)) return "the proxy's address";
    for (const auto& [name, value] : request.headers.fields())
        if (has_control(name) || has_control(value)) return "a header";
    return std::nullopt;
}

}  // namespace

template <typename Value>
void Exchange::set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (set_up_ == CURLE_OK) set_up_ = code;
}

std::optional<TransportError> Exchange::start(CURLM* multi, std::size_t id, const Request& request,
                                              const TransportOptions& options, const std::string& authorities) {
    request_ = &request;
    options_ = &options;
    authorities_ = &authorities;
    id_ = id;
    url_ = request.url;
    max_body_bytes_ = options.max_response_bytes;
    response_ = Response();
    response_.holds_secrets = request.holds_secrets;
    header_bytes_ = 0;
    uploaded_ = 0;
    redirects_ = 0;
    too_large_ = no_memory_ = false;
    reserve_.reset();
    if (request.grace_ms > 0) reserve_.emplace(answer_reserve_bytes);
    return enrol(multi);
}

std::optional<TransportError> Exchange::enrol(CURLM* multi) {
    // Always a new handle: libcurl 7.88 keeps a pointer to the last header of a handle's previous answer, and reads
    // freed memory when the next answer begins with a folded line.
    easy_ = EasyHandle();
    header_lines_ = HeaderList();
    error_text_.fill('\0');
    set_up_ = CURLE_OK;
    moved_bytes_ = -1;
    const Request& request = *request_;
    const TransportOptions& options = *options_;

    const std::optional<Url> url = parse_url(url_);
    if (!url)
        return TransportError{
            TransportError::Kind::Protocol, true,
            "the request's address is not an http or https address; correct the address in the configuration"};
    host_ = url->host;
    if (const auto text = unusable_text(request, options))
        return TransportError{TransportError::Kind::Protocol, true,
                              host_ + ": " + *text + " holds a line break or another control character; correct it"};

    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);  // finish() follows redirects, after it has checked the target
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    // Waits for a connection that is being opened, to share it over HTTP/2. Without TLS there is only HTTP/1, so
    // nothing to share.
    set(CURLOPT_PIPEWAIT, url->scheme == "https" ? 1L : 0L);
    set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_BUFFERSIZE, receive_bytes);
    set(CURLOPT_QUICK_EXIT, 1L);  // without it a hung resolver delays a cancel by seconds
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout_ms));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    set(CURLOPT_WRITEDATA, this);
    if (!options.proxy.empty()) {
        set(CURLOPT_PROXY, options.proxy.c_str());
        set(CURLOPT_NOPROXY, "");
    } else if (is_loopback_host(host_)) {
        set(CURLOPT_PROXY, "");  // a proxy of the environment could not reach services on this machine
    }
    set_up_trust();
    set_up_body();

    // libcurl removes a header that is given as "Name:"; "Name;" sends it with an empty value.
    for (const auto& [name, value] : request.headers.fields())
        header_lines_.append(name, value.empty() ? ";" : ": ", value);
    header_lines_.append("Expect", ":", {});
    set(CURLOPT_HTTPHEADER, header_lines_.get());

    const SigpipeGuard guard;
    if (set_up_ != CURLE_OK || curl_multi_add_handle(multi, easy_.get()) != CURLM_OK)
        return TransportError{TransportError::Kind::Protocol, true,
                              host_ + ": the request could not be prepared (" + curl_easy_strerror(set_up_) + ")"};
    enrolment_ = Enrolment(multi, easy_.get());
    return std::nullopt;
}

void Exchange::set_up_trust() {
    const std::string& authorities = *authorities_;
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (authorities.empty()) return;
    curl_blob blob{};
    blob.data = const_cast<char*>(authorities.data());  // libcurl only reads it (CURL_BLOB_NOCOPY)
    blob.len = authorities.size();
    blob.flags = CURL_BLOB_NOCOPY;
    set(CURLOPT_CAINFO_BLOB, &blob);
}

void Exchange::set_up_body() {
    const Request& request = *request_;
    if (request.method == Method::Get) {
        set(CURLOPT_HTTPGET, 1L);
        return;
    }
    if (request.body.empty()) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, "");
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t{0});
    } else {
        // on_upload() supplies the body only once. Otherwise libcurl sends a request again when a kept connection
        // breaks before an answer, and a write could be applied twice.
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_READFUNCTION, &Exchange::on_upload);
        set(CURLOPT_READDATA, this);
    }
    // Without a body only a fresh connection prevents that repetition.
    if (request.body.empty() && request.repeat == Repeat::OnlyWhenUnsent) set(CURLOPT_FRESH_CONNECT, 1L);
}

template <typename Keep>
bool Exchange::keep_part(Keep&& keep) noexcept {
    try {
        if (reserve_)
            reserve_->run(keep);
        else
            keep();
        return true;
    } catch (...) {
        no_memory_ = true;
        return false;
    }
}

std::size_t Exchange::on_header(char* text, std::size_t size, std::size_t count, void* self) noexcept {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::size_t length = size * count;
    exchange.header_bytes_ += length;
    if (exchange.header_bytes_ > most_header_bytes) {
        exchange.too_large_ = true;
        return 0;
    }
    const std::string_view line = without_line_end({text, length});
    if (line.starts_with("HTTP/")) {  // the status line of an interim or of the final answer
        exchange.response_.headers.clear();
        return length;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return length;
    const bool kept = exchange.keep_part([&] {
        exchange.response_.headers.add(std::string(ascii_strip(line.substr(0, colon))),
                                       std::string(ascii_strip(line.substr(colon + 1))));
    });
    return kept ? length : 0;
}

std::size_t Exchange::on_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::size_t length = size * count;
    std::string& body = exchange.response_.body;
    if (static_cast<std::int64_t>(body.size() + length) > exchange.max_body_bytes_) {
        exchange.too_large_ = true;
        return 0;
    }
    const bool kept = exchange.keep_part([&] {
        if (exchange.response_.holds_secrets) return exchange.append_wiping(bytes, length);
        // Pages of a list have similar sizes: if memory for one as large as the last is reserved, the body is not
        // copied while it grows.
        if (body.empty()) body.reserve(std::max(length, exchange.last_body_bytes_ + exchange.last_body_bytes_ / 8));
        body.append(bytes, length);
    });
    return kept ? length : 0;
}

// As append(), but wipes the old buffer when the body grows.
void Exchange::append_wiping(const char* bytes, std::size_t length) {
    std::string& body = response_.body;
    if (body.size() + length > body.capacity()) {
        std::string larger;
        larger.reserve(2 * (body.size() + length));
        larger = body;
        wipe(body);
        body.swap(larger);
    }
    body.append(bytes, length);
}

std::size_t Exchange::on_upload(char* buffer, std::size_t size, std::size_t count, void* self) noexcept {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string& body = exchange.request_->body;
    const std::size_t length = std::min(size * count, body.size() - exchange.uploaded_);
    std::memcpy(buffer, body.data() + exchange.uploaded_, length);
    exchange.uploaded_ += length;
    return length;
}

// The target of a redirect that may be followed; nullopt if the redirect itself is the answer.
std::optional<std::string> Exchange::redirect_target() const {
    if (!request_->follow_redirects || request_->method != Method::Get || redirects_ >= most_redirects) return {};
    char* target = nullptr;
    if (curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &target) != CURLE_OK || target == nullptr) return {};
    const std::optional<Url> from = parse_url(url_);
    const std::optional<Url> to = parse_url(target);
    // Another host must not see the credentials, and plain http would expose them on the network.
    if (!from || !to || !same_origin(*from, *to) || to->has_user) return {};
    return target;
}

std::optional<TransportError> Exchange::follow(CURLM* multi, std::string target) {
    ++redirects_;
    stop();
    url_ = std::move(target);
    response_ = Response();
    response_.holds_secrets = request_->holds_secrets;
    header_bytes_ = 0;
    auto error = enrol(multi);
    if (error) error->surely_unsent = false;  // the redirect was an answer
    return error;
}

std::optional<Outcome> Exchange::finish(CURLM* multi, CURLcode code) {
    response_.status = static_cast<int>(easy_.long_info(CURLINFO_RESPONSE_CODE));
    if (code == CURLE_OK && is_redirect(response_.status)) {
        if (auto target = redirect_target()) {
            auto error = follow(multi, *std::move(target));
            return error ? std::optional<Outcome>(*std::move(error)) : std::nullopt;
        }
    }
    // Read before stop(): libcurl forgets some figures with the connection.
    last_body_bytes_ = response_.body.size();
    Outcome outcome = code == CURLE_OK ? Outcome(std::move(response_)) : Outcome(error_of(code));
    stop();
    return outcome;
}

bool Exchange::used_http1() const noexcept {
    const long version = easy_.long_info(CURLINFO_HTTP_VERSION);
    return version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1;
}

bool Exchange::is_idle(std::int64_t now_ms) {
    // Before the request can be sent, the connect timeout applies.
    if (easy_.number_info(CURLINFO_PRETRANSFER_TIME_T) == 0) return false;
    const curl_off_t moved = easy_.number_info(CURLINFO_SIZE_UPLOAD_T) + easy_.number_info(CURLINFO_SIZE_DOWNLOAD_T) +
                             static_cast<curl_off_t>(header_bytes_) + easy_.long_info(CURLINFO_REQUEST_SIZE);
    if (moved != moved_bytes_) {
        moved_bytes_ = moved;
        moved_at_ms_ = now_ms;
        return false;
    }
    return now_ms - moved_at_ms_ >= request_->idle_timeout_ms;
}

}  // namespace mod_trakt::http
