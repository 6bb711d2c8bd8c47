// The error of a transfer that ends without an answer: its kind, and the message for people.
#include "http/curl_transport.hpp"
#include "http/exchange.hpp"

namespace mod_trakt::http {
namespace {

TransportError::Kind kind_of(CURLcode code) noexcept {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: return TransportError::Kind::Timeout;
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_INTERFACE_FAILED:
        case CURLE_PROXY: return TransportError::Kind::Connect;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_ENGINE_SETFAILED:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_USE_SSL_FAILED: return TransportError::Kind::Tls;
        case CURLE_FILESIZE_EXCEEDED: return TransportError::Kind::TooLarge;
        default: return TransportError::Kind::Protocol;
    }
}

}  // namespace

bool Exchange::surely_unsent() const noexcept {
    return uploaded_ == 0 && redirects_ == 0 && easy_.long_info(CURLINFO_REQUEST_SIZE) == 0 &&
           easy_.number_info(CURLINFO_PRETRANSFER_TIME_T) == 0;
}

TransportError Exchange::error_of(CURLcode code) const {
    TransportError error;
    error.kind = too_large_ ? TransportError::Kind::TooLarge : kind_of(code);
    error.surely_unsent = surely_unsent();
    error.message = host_ + ": ";
    if (too_large_) {
        error.message += "the answer is larger than the limit of " + std::to_string(max_body_bytes_) + " bytes";
    } else if (no_memory_) {
        error.message += "there is not enough memory for the answer";
    } else {
        error.message += curl_easy_strerror(code);
        // libcurl's details about connecting name only hosts and certificates; its later details may quote the answer.
        if (error.surely_unsent && error_text_[0] != '\0')
            error.message += std::string(" (") + error_text_.data() + ")";
    }
    return error;
}

TransportError Exchange::abort_error(TransportError::Kind kind) const {
    TransportError error;
    error.kind = kind;
    error.surely_unsent = surely_unsent();
    error.message = host_ + ": ";
    switch (kind) {
        case TransportError::Kind::Cancelled: error.message += "the caller cancelled the operation"; break;
        case TransportError::Kind::Deadline: error.message += "the operation's own time limit has passed"; break;
        case TransportError::Kind::Stalled:
            error.message += "the server answers other connections but not this one";
            break;
        case TransportError::Kind::Timeout:
            error.message += "nothing was received for " + std::to_string(request_->idle_timeout_ms) + " ms";
            break;
        default: error.message += "the transfer was aborted"; break;
    }
    return error;
}

}  // namespace mod_trakt::http
