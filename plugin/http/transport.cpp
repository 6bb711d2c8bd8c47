// Messages that wipe their secrets, and the words for kinds of errors.
#include "http/transport.hpp"

#include "support/secret.hpp"
#include "support/text.hpp"

namespace mod_trakt::http {

std::string_view method_name(Method method) noexcept { return method == Method::Get ? "GET" : "POST"; }

std::optional<std::string_view> Headers::get(std::string_view name) const noexcept {
    std::optional<std::string_view> last;
    for (const auto& [field, value] : fields_)
        if (equal_ignoring_ascii_case(field, name)) last = value;
    return last;
}

void Headers::clear() noexcept {
    for (auto& [name, value] : fields_) wipe(value);
    fields_.clear();
}

Message& Message::operator=(Message other) noexcept {
    if (holds_secrets) wipe(body);
    headers = std::move(other.headers);
    body = std::move(other.body);
    holds_secrets = other.holds_secrets;
    return *this;
}

Message::~Message() {
    if (holds_secrets) wipe(body);
}

std::string_view kind_name(TransportError::Kind kind) noexcept {
    switch (kind) {
        case TransportError::Kind::Timeout: return "timeout";
        case TransportError::Kind::Connect: return "connect";
        case TransportError::Kind::Tls: return "tls";
        case TransportError::Kind::Protocol: return "protocol";
        case TransportError::Kind::TooLarge: return "too_large";
        case TransportError::Kind::Stalled: return "stalled";
        case TransportError::Kind::Cancelled: return "cancelled";
        case TransportError::Kind::Deadline: return "deadline";
    }
    return "protocol";
}

}  // namespace mod_trakt::http
