// Document::parse: RapidJSON's SAX parser fills the tape.
#include <utility>

#include "support/json/rapidjson.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::json {
namespace {

class TapeBuilder {
public:
    TapeBuilder(std::vector<Node>& nodes, std::size_t max_depth) : nodes_(nodes), max_depth_(max_depth) {}

    bool Null() { return scalar(Kind::Null, {}); }
    bool Bool(bool value) { return scalar(value ? Kind::True : Kind::False, {}); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) { return scalar(Kind::Number, {text, length}); }
    bool String(const char* text, rapidjson::SizeType length, bool) { return scalar(Kind::String, {text, length}); }
    bool Key(const char* text, rapidjson::SizeType length, bool) {
        nodes_[open_.back()].count++;
        return push(Kind::String, {text, length});
    }
    bool StartObject() { return open(Kind::Object); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool StartArray() { return open(Kind::Array); }
    bool EndArray(rapidjson::SizeType) { return close(); }
    // Numbers arrive as RawNumber (kParseNumbersAsStringsFlag); RapidJSON still wants these to exist.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    bool too_deep() const { return too_deep_; }

    // Where the parser stood when it gave up, e.g. "[3].ids.tmdb".
    std::string path() const {
        std::string text;
        for (const std::uint32_t index : open_) {
            const Node& node = nodes_[index];
            if (node.kind == Kind::Array) {
                text += '[';
                text += std::to_string(node.count);
                text += ']';
            } else if (node.count > 0) {
                const std::string_view name = last_key(index);
                if (!text.empty()) text += '.';
                text += name.substr(0, 40);
            }
        }
        return text;
    }

private:
    bool push(Kind kind, std::string_view text) {
        nodes_.push_back({kind, 0, static_cast<std::uint32_t>(nodes_.size() + 1), text});
        return true;
    }
    void count_element() {
        if (!open_.empty() && nodes_[open_.back()].kind == Kind::Array) nodes_[open_.back()].count++;
    }
    bool scalar(Kind kind, std::string_view text) {
        count_element();
        return push(kind, text);
    }
    bool open(Kind kind) {
        if (open_.size() >= max_depth_) {
            too_deep_ = true;
            return false;
        }
        const auto index = static_cast<std::uint32_t>(nodes_.size());
        push(kind, {});
        open_.push_back(index);
        return true;
    }
    bool close() {
        nodes_[open_.back()].end = static_cast<std::uint32_t>(nodes_.size());
        open_.pop_back();
        count_element();
        return true;
    }
    // Walks the direct members of an object that is still open, to the last key read.
    std::string_view last_key(std::uint32_t object) const {
        std::uint32_t key = object + 1;
        for (std::uint32_t seen = 1; seen < nodes_[object].count; ++seen) key = nodes_[key + 1].end;
        return nodes_[key].text;
    }

    std::vector<Node>& nodes_;
    std::size_t max_depth_;
    std::vector<std::uint32_t> open_;
    bool too_deep_ = false;
};

std::string describe(rapidjson::ParseErrorCode code) {
    switch (code) {
        case rapidjson::kParseErrorDocumentEmpty: return "the text is empty";
        case rapidjson::kParseErrorDocumentRootNotSingular: return "there is more text behind the value";
        case rapidjson::kParseErrorStringInvalidEncoding: return "a string is not valid UTF-8";
        case rapidjson::kParseErrorStringMissQuotationMark: return "a string does not end";
        case rapidjson::kParseErrorStringEscapeInvalid: return "a string holds an unknown escape";
        case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
        case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return "a \\u escape is not a Unicode character";
        case rapidjson::kParseErrorObjectMissName: return "a member's name is missing";
        case rapidjson::kParseErrorObjectMissColon: return "a colon is missing behind a member's name";
        case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return "a comma or } is missing";
        case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return "a comma or ] is missing";
        case rapidjson::kParseErrorNumberTooBig:
        case rapidjson::kParseErrorNumberMissFraction:
        case rapidjson::kParseErrorNumberMissExponent: return "a number is malformed";
        default: return "invalid value";
    }
}

}  // namespace

std::optional<ParseError> Document::parse(std::string text) {
    nodes_.clear();
    text_.assign(text.begin(), text.end());
    text_.push_back('\0');
    text = std::string();

    constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    TapeBuilder builder(nodes_, max_depth);
    rapidjson::InsituStringStream stream(text_.data());
    rapidjson::Reader reader;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
    // A NUL byte ends RapidJSON's stream: what stands behind it must not be dropped in silence.
    const bool cut_by_nul = !result.IsError() && stream.Tell() < text_.size() - 1;
    if (!result.IsError() && !cut_by_nul) return std::nullopt;

    ParseError error;
    error.offset = result.IsError() ? result.Offset() : stream.Tell();
    error.path = builder.path();
    if (builder.too_deep())
        error.message = "nested deeper than " + std::to_string(max_depth) + " levels";
    else
        error.message = cut_by_nul ? "a NUL byte stands in the text" : describe(result.Code());
    nodes_.clear();
    return error;
}

}  // namespace mod_trakt::json
