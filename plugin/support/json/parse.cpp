// Document::parse: RapidJSON's SAX parser fills the tape.
#include <array>
#include <utility>

#include "support/json/in_place_stream.hpp"
#include "support/json/rapidjson.hpp"
#include "support/json/utf8.hpp"
#include "support/json/value.hpp"
#include "support/secret.hpp"

namespace mod_trakt::json {
namespace {

// RapidJSON may read 15 bytes beyond the NUL that ends the text. The padding also makes every text too long for the
// small buffer inside std::string, so that moving the document does not invalidate the nodes' views.
static_assert(Document::padding > 15);
// As in Trakt's lists; a text with shorter values costs further allocations.
constexpr std::size_t typical_bytes_per_node = 7;

class TapeBuilder {
public:
    explicit TapeBuilder(std::vector<Node>& nodes) : nodes_(nodes) {}

    bool Null() { return push(Kind::Null); }
    bool Bool(bool value) { return push(value ? Kind::True : Kind::False); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) { return push(Kind::Number, text, length); }
    bool String(const char* text, rapidjson::SizeType length, bool) { return push(Kind::String, text, length); }
    bool Key(const char* text, rapidjson::SizeType length, bool) { return push(Kind::String, text, length); }
    bool StartObject() { return open(Kind::Object); }
    bool EndObject(rapidjson::SizeType count) { return close(count); }
    bool StartArray() { return open(Kind::Array); }
    bool EndArray(rapidjson::SizeType count) { return close(count); }
    // Numbers arrive as RawNumber (kParseNumbersAsStringsFlag), but RapidJSON requires these members.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    bool too_deep() const { return too_deep_; }

    // The place where the parser stopped, e.g. "[3].ids.tmdb".
    std::string path() const {
        std::string text;
        for (std::size_t level = 0; level < depth_; ++level) {
            const std::uint32_t end = level + 1 < depth_ ? open_[level + 1] : node_count();
            if (nodes_[open_[level]].kind == Kind::Array) {
                text += '[';
                text += std::to_string(elements_before(end, open_[level]));
                text += ']';
            } else if (open_[level] + 1 < end) {
                if (!text.empty()) text += '.';
                text += last_key_before(end, open_[level]).substr(0, 40);
            }
        }
        return text;
    }

private:
    std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes_.size()); }
    bool push(Kind kind, const char* text = nullptr, std::uint32_t size = 0) {
        Node node;
        node.text = text;
        node.size = size;
        node.end = (node_count() + 1) & Node::most_nodes;
        node.kind = kind;
        nodes_.push_back(node);
        return true;
    }
    bool open(Kind kind) {
        if (depth_ == open_.size()) {
            too_deep_ = true;
            return false;
        }
        open_[depth_++] = node_count();
        return push(kind);
    }
    bool close(std::uint32_t count) {
        Node& node = nodes_[open_[--depth_]];
        node.size = count;
        node.end = node_count() & Node::most_nodes;
        return true;
    }
    // The number of direct elements so far of an array that is still open.
    std::size_t elements_before(std::uint32_t end, std::uint32_t array) const {
        std::size_t count = 0;
        for (std::uint32_t at = array + 1; at < end; at = nodes_[at].end) ++count;
        return count;
    }
    // The name of the last member so far of an object that is still open. Precondition: it has at least one.
    std::string_view last_key_before(std::uint32_t end, std::uint32_t object) const {
        std::uint32_t key = object + 1;
        while (key + 1 < end && nodes_[key + 1].end < end) key = nodes_[key + 1].end;
        return nodes_[key].bytes();
    }

    std::vector<Node>& nodes_;
    std::array<std::uint32_t, Document::max_depth> open_{};
    std::size_t depth_ = 0;
    bool too_deep_ = false;
};

std::string describe(rapidjson::ParseErrorCode code) {
    switch (code) {
        case rapidjson::kParseErrorDocumentEmpty: return "the text is empty";
        case rapidjson::kParseErrorDocumentRootNotSingular: return "there is more text after the value";
        case rapidjson::kParseErrorStringInvalidEncoding: return "a string is not valid UTF-8";
        case rapidjson::kParseErrorStringMissQuotationMark: return "a string does not end";
        case rapidjson::kParseErrorStringEscapeInvalid: return "a string contains an unknown escape";
        case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
        case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return "a \\u escape is not a Unicode character";
        case rapidjson::kParseErrorObjectMissName: return "a member's name is missing";
        case rapidjson::kParseErrorObjectMissColon: return "a colon is missing after a member's name";
        case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return "a comma or } is missing";
        case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return "a comma or ] is missing";
        case rapidjson::kParseErrorNumberTooBig:
        case rapidjson::kParseErrorNumberMissFraction:
        case rapidjson::kParseErrorNumberMissExponent: return "a number is malformed";
        default: return "invalid value";
    }
}

// RapidJSON rejects "\\ud800" without its other half, but accepts "\\udc00", which UTF-8 cannot represent.
std::optional<ParseError> find_surrogate(const std::vector<Node>& nodes, std::string_view text) {
    for (const Node& node : nodes) {
        if (node.kind != Kind::String) continue;
        const std::string_view string = node.bytes();
        for (std::size_t at = string.find('\xED'); at != std::string_view::npos; at = string.find('\xED', at + 1))
            if (static_cast<unsigned char>(string[at + 1]) >= 0xA0)
                return ParseError{describe(rapidjson::kParseErrorStringUnicodeSurrogateInvalid),
                                  static_cast<std::size_t>(string.data() - text.data()) + at,
                                  {}};
    }
    return std::nullopt;
}

template <unsigned flags, typename Stream>
rapidjson::ParseResult fill(std::string& text, TapeBuilder& builder, std::size_t& end) {
    Stream stream(text.data());
    rapidjson::Reader reader;
    // Not the iterative parser, which is slower. The builder stops the recursion at max_depth.
    const rapidjson::ParseResult result =
        reader.Parse<flags | rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag>(stream, builder);
    end = stream.Tell();
    return result;
}

}  // namespace

std::optional<ParseError> Document::parse_tolerant(std::string text, std::size_t& replaced) {
    const Replaced result = replace_broken_text(text);
    replaced = result.count;
    return parse(std::move(text), result.was_plain);
}

std::optional<ParseError> Document::parse(std::string text) {
    const bool is_plain = is_plain_utf8(text);
    return parse(std::move(text), is_plain);
}

std::optional<ParseError> Document::parse(std::string text, bool is_plain) {
    // Editors on Windows write this mark in front of UTF-8.
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    const std::size_t size = text.size();
    nodes_.clear();
    if (size >= Node::most_nodes) return ParseError{"the text is longer than 512 MiB", Node::most_nodes, {}};
    text_ = std::move(text);  // first, so that wipe() reaches a text that holds secrets
    nodes_.reserve(size / typical_bytes_per_node + 1);
    const bool has_escapes = text_.find("\\u") != std::string::npos;
    text_.append(padding, '\0');

    TapeBuilder builder(nodes_);
    std::size_t end = 0;
    // Without validation RapidJSON checks 16 bytes of a string at a time. (Version 1.1.0 then misses control
    // characters, so only texts without them are parsed this way.) The validating parse finds the error and its place.
    const rapidjson::ParseResult result =
        is_plain ? fill<0, InPlaceStream>(text_, builder, end)
                 : fill<rapidjson::kParseValidateEncodingFlag, rapidjson::InsituStringStream>(text_, builder, end);
    // A NUL byte ends RapidJSON's stream; text after it must not be ignored silently.
    const bool cut_by_nul = !result.IsError() && end < size;
    if (!result.IsError() && !cut_by_nul) {
        auto error = has_escapes ? find_surrogate(nodes_, text_) : std::nullopt;
        if (error) nodes_.clear();
        return error;
    }

    ParseError error;
    error.offset = result.IsError() ? result.Offset() : end;
    error.path = builder.path();
    if (builder.too_deep())
        error.message = "the text is nested deeper than " + std::to_string(Document::max_depth) + " levels";
    else
        error.message = cut_by_nul ? "the text contains a NUL byte" : describe(result.Code());
    nodes_.clear();
    return error;
}

void Document::wipe() noexcept {
    nodes_.clear();
    mod_trakt::wipe(text_);
}

}  // namespace mod_trakt::json
