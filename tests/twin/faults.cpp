// Matching faults to requests, and spoiling answers.
#include "twin/faults.hpp"

#include "twin/paging.hpp"

#include <algorithm>
#include <array>

namespace mod_trakt::twin {
namespace {

constexpr std::array<std::string_view, 23> kinds{
    "status",   "status_after", "close_before", "close_after", "reset",      "reset_after", "cut_body",   "html_200",
    "html_403", "html_429",     "json_429",     "slow",        "drip",       "broken_json", "empty_200",  "wrong_shape",
    "bad_rows", "drop_rows",    "shift_rows",   "empty",       "empty_bare", "null_show",   "broken_text"};
constexpr std::string_view pass_kind = "headers";  // a good answer with other headers

// True if the text contains the value; a number in the middle of a longer one does not count.
bool contains_whole_value(std::string_view text, std::string_view value) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t at = text.find(value); at != std::string_view::npos; at = text.find(value, at + 1)) {
        const std::size_t end = at + value.size();
        const bool begins_inside = at > 0 && is_digit(text[at - 1]) && is_digit(value.front());
        const bool ends_inside = end < text.size() && is_digit(text[end]) && is_digit(value.back());
        if (!begins_inside && !ends_inside) return true;
    }
    return false;
}

bool matches(const Fault& fault, const Request& request, int account) {
    if (!fault.method.empty() && fault.method != request.method) return false;
    if (fault.account != 0 && fault.account != account) return false;
    if (const std::string* agent = request.header("user-agent");
        !fault.user_agent.empty() && (agent == nullptr || *agent != fault.user_agent))
        return false;
    if (!fault.query.empty() && request.raw_query.find(fault.query) == std::string::npos) return false;
    if (!fault.body_has.empty() && !contains_whole_value(request.body, fault.body_has)) return false;
    if (fault.path.empty()) return true;
    const char last = fault.path.back();
    if (last == '*') return request.path.starts_with(std::string_view(fault.path).substr(0, fault.path.size() - 1));
    if (last == '/') return request.path.starts_with(fault.path);
    return request.path == fault.path || request.path.starts_with(fault.path + '/');
}

void change_rows(Response& response, const Fault& fault) {
    boost::system::error_code failed;
    json::value parsed = json::parse(response.body, failed);
    if (failed || !parsed.is_array()) return;
    json::array& rows = parsed.get_array();
    const auto count = fault.rows < 0 ? rows.size() : std::min(rows.size(), static_cast<std::size_t>(fault.rows));
    if (fault.kind == "drop_rows") {
        rows.erase(rows.end() - static_cast<std::ptrdiff_t>(count), rows.end());
    } else if (fault.kind == "null_show") {
        for (std::size_t at = 0; at < count; ++at)
            if (json::object* row = rows[at].if_object(); row && row->contains("show")) (*row)["show"] = nullptr;
    } else {
        for (std::size_t at = 0; at < count; ++at)
            if (json::object* row = rows[at].if_object())
                for (const char* media : {"movie", "episode", "season"})
                    if (row->contains(media)) (*row)[media] = nullptr;
    }
    response.body = json::serialize(parsed);
}

// Puts half a surrogate pair in front of the first titles.
void break_titles(Response& response, std::int64_t rows) {
    constexpr std::string_view member = "\"title\":\"", half = "\\ud83d";
    std::size_t at = response.body.find(member);
    for (std::int64_t n = 0; at != std::string::npos && (rows < 0 || n < rows); ++n) {
        response.body.insert(at + member.size(), half);
        at = response.body.find(member, at + member.size() + half.size());
    }
}

}  // namespace

bool Fault::applies() const {
    if (apply) return *apply;
    return kind != "status" && kind != "close_before" && kind != "reset" && kind != "html_403" && kind != "html_429" &&
           kind != "json_429";
}

Wire Fault::wire() const {
    if (kind == "close_before" || kind == "close_after") return Wire::CloseBefore;
    if (kind == "reset" || kind == "reset_after") return Wire::Reset;
    if (kind == "cut_body") return Wire::CutBody;
    if (kind == "drip") return Wire::Drip;
    return Wire::Send;
}

std::optional<std::string> read_fault(const json::object& spec, Fault& out) {
    out = Fault();
    out.kind = string_member(spec, "kind");
    if (out.kind != pass_kind && std::find(kinds.begin(), kinds.end(), out.kind) == kinds.end())
        return "unknown kind \"" + out.kind + '"';
    out.method = string_member(spec, "method");
    out.path = string_member(spec, "path");
    out.query = string_member(spec, "query");
    out.body_has = string_member(spec, "body_has");
    out.user_agent = string_member(spec, "user_agent");
    out.account = static_cast<int>(int_member(spec, "account", 0));
    out.nth = int_member(spec, "nth", 1);
    out.times = int_member(spec, "times", 1);
    out.is_repeated = bool_member(spec, "every", false);
    out.status = static_cast<int>(int_member(spec, "status", 500));
    if (out.nth < 1 || out.times < 1) return std::string("nth and times must be 1 or more");
    if (out.status < 100 || out.status > 999) return std::string("status must be an HTTP status");
    if (const json::object* headers = object_member(spec, "headers")) out.headers = *headers;
    if (const json::value* body = member(spec, "body"))
        out.body = body->is_string() ? std::string(body->get_string()) : json::serialize(*body);
    out.delay_ms = int_member(spec, "delay_ms", out.kind == "slow" ? 1000 : 0);
    if (const json::value* apply = member(spec, "apply"); apply && apply->is_bool()) out.apply = apply->get_bool();
    out.rows = int_member(spec, "rows", out.kind == "shift_rows" ? 1 : -1);
    out.bytes = int_member(spec, "bytes", -1);
    out.change = string_member(spec, "change", "insert");
    if (out.change != "insert" && out.change != "remove" && out.change != "replace")
        return std::string("change must be insert, remove or replace");
    return std::nullopt;
}

std::optional<std::string> Faults::add(const json::array& specs) {
    std::vector<Fault> read;
    for (const json::value& spec : specs) {
        if (!spec.is_object()) return "a fault must be an object";
        Fault fault;
        if (auto wrong = read_fault(spec.get_object(), fault)) return wrong;
        read.push_back(std::move(fault));
    }
    faults_.insert(faults_.end(), read.begin(), read.end());
    return std::nullopt;
}

std::optional<Fault> Faults::due(const Request& request, int account) {
    std::optional<Fault> hit;
    for (Fault& fault : faults_) {
        if (!matches(fault, request, account)) continue;
        ++fault.seen;
        if (!hit && (fault.is_repeated || (fault.seen >= fault.nth && fault.seen < fault.nth + fault.times)))
            hit = fault;
    }
    return hit;
}

json::array Faults::list() const {
    json::array out;
    for (const Fault& fault : faults_)
        out.push_back(json::object{{"kind", fault.kind},
                                   {"method", fault.method},
                                   {"path", fault.path},
                                   {"query", fault.query},
                                   {"nth", fault.nth},
                                   {"times", fault.times},
                                   {"every", fault.is_repeated},
                                   {"seen", fault.seen}});
    return out;
}

Response answer_of(const Fault& fault) {
    Response response;
    if (fault.kind == "html_403")
        response = edge_403();
    else if (fault.kind == "html_429")
        response = edge_429();
    else if (fault.kind == "json_429") {
        response = empty_response(429);
        response.set("Retry-After", "1");
        response.set("X-Ratelimit", R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":500,"remaining":0})");
    } else if (fault.kind == "html_200")
        response = html_response(200, "<html><body>Please wait</body></html>");
    else
        response = empty_response(fault.status);
    spoil(response, fault);
    return response;
}

void spoil(Response& response, const Fault& fault) {
    if (fault.kind == "status" || fault.kind == "status_after") {
        response.status = fault.status;
        response.body.clear();
    } else if (fault.kind == "html_200") {
        response =
            html_response(200, "<!DOCTYPE html><html><head><title>Trakt</title></head><body>Please wait</body></html>");
    } else if (fault.kind == "broken_json") {
        response.body.resize(response.body.size() / 2);
        response.body += "\x01{]";
    } else if (fault.kind == "empty_200") {
        response.body.clear();
    } else if (fault.kind == "wrong_shape") {
        response.body = response.body.starts_with('[') ? "{\"error\":null}" : "[]";
    } else if (fault.kind == "empty" || fault.kind == "empty_bare") {
        response.body = response.body.starts_with('[') ? "[]" : "{}";
        if (fault.kind == "empty_bare") drop_page_headers(response);
    } else if (fault.kind == "broken_text") {
        break_titles(response, fault.rows);
    } else if (fault.kind == "bad_rows" || fault.kind == "drop_rows" || fault.kind == "null_show") {
        change_rows(response, fault);
    }
    for (const auto& header : fault.headers) {
        const std::string_view name(header.key().data(), header.key().size());
        if (header.value().is_null())
            response.drop(name);
        else
            response.set(name, header.value().is_string() ? std::string(header.value().get_string())
                                                          : json::serialize(header.value()));
    }
    if (fault.body) response.body = *fault.body;
}

}  // namespace mod_trakt::twin
