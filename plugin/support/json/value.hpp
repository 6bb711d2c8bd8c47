// Reading JSON. A document is one flat tape of nodes; a Value is a cheap view into it. Only this folder includes
// RapidJSON, because the operator== of rapidjson::Value recurses without end under C++20 (1.1.0, g++ 12).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mod_trakt::json {

enum class Kind : std::uint8_t { Null, False, True, Number, String, Array, Object };

// One value on the tape. Kept small: the nodes take twice the memory of the text that they describe.
struct Node {
    static constexpr std::uint32_t most_nodes = (1u << 29) - 1;

    const char* text = nullptr;  // a string's unescaped bytes, a number exactly as written
    std::uint32_t size = 0;      // bytes of that text, elements of an array, members of an object
    std::uint32_t end : 29 = 0;  // index of the first node after this one and its contents
    Kind kind : 3 = Kind::Null;

    std::string_view bytes() const noexcept { return {text, size}; }
};
static_assert(sizeof(Node) <= 16);

class Document;

// A view of one value, or of no value (not present, e.g. a missing member). Valid while its Document exists and does
// not change. Several threads may read one Document.
class Value {
public:
    Value() = default;

    bool present() const noexcept { return nodes_ != nullptr; }
    bool is(Kind kind) const noexcept { return present() && node().kind == kind; }
    bool is_null() const noexcept { return is(Kind::Null); }
    // Most readers of an optional member treat null like a missing member.
    bool null_or_absent() const noexcept { return !present() || node().kind == Kind::Null; }
    bool is_string() const noexcept { return is(Kind::String); }
    bool is_number() const noexcept { return is(Kind::Number); }
    bool is_bool() const noexcept { return is(Kind::True) || is(Kind::False); }
    bool is_array() const noexcept { return is(Kind::Array); }
    bool is_object() const noexcept { return is(Kind::Object); }

    Kind kind() const noexcept { return node().kind; }  // precondition: present()
    // The bytes of a string; empty for anything else.
    std::string_view text() const noexcept { return is_string() ? node().bytes() : std::string_view(); }
    // A number exactly as written ("12", "1e3"); empty for anything else.
    std::string_view number_text() const noexcept { return is_number() ? node().bytes() : std::string_view(); }
    std::optional<std::string_view> string() const noexcept;
    // A number written as an integer that fits; 1.0 and 1e3 are not integers here.
    std::optional<std::int64_t> integer() const noexcept;
    std::optional<double> number() const noexcept;
    std::optional<bool> boolean() const noexcept;

    // The last member of that name (as Python's json does); not present if there is none.
    Value operator[](std::string_view name) const noexcept;
    // Number of elements or members; 0 for scalars.
    std::size_t size() const noexcept { return present() && (is_array() || is_object()) ? node().size : 0; }
    bool empty() const noexcept { return size() == 0; }

    struct Member;
    class Elements;
    class Members;
    Elements elements() const noexcept;  // empty for anything but an array
    Members members() const noexcept;    // empty for anything but an object

private:
    friend class Document;
    Value(const Node* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
    const Node& node() const noexcept { return nodes_[index_]; }

    const Node* nodes_ = nullptr;
    std::uint32_t index_ = 0;
};

struct Value::Member {
    std::string_view name;
    Value value;
};

class Value::Elements {
public:
    class Iterator {
    public:
        Iterator(const Node* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
        Value operator*() const noexcept { return Value(nodes_, index_); }
        Iterator& operator++() noexcept {
            index_ = nodes_[index_].end;
            return *this;
        }
        bool operator!=(const Iterator& other) const noexcept { return index_ != other.index_; }

    private:
        const Node* nodes_;
        std::uint32_t index_;
    };
    Iterator begin() const noexcept { return {nodes_, first_}; }
    Iterator end() const noexcept { return {nodes_, last_}; }

private:
    friend class Value;
    const Node* nodes_ = nullptr;
    std::uint32_t first_ = 0;
    std::uint32_t last_ = 0;
};

class Value::Members {
public:
    class Iterator {
    public:
        Iterator(const Node* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
        Member operator*() const noexcept { return {nodes_[index_].bytes(), Value(nodes_, index_ + 1)}; }
        Iterator& operator++() noexcept {
            index_ = nodes_[index_ + 1].end;
            return *this;
        }
        bool operator!=(const Iterator& other) const noexcept { return index_ != other.index_; }

    private:
        const Node* nodes_;
        std::uint32_t index_;
    };
    Iterator begin() const noexcept { return {nodes_, first_}; }
    Iterator end() const noexcept { return {nodes_, last_}; }

private:
    friend class Value;
    const Node* nodes_ = nullptr;
    std::uint32_t first_ = 0;
    std::uint32_t last_ = 0;
};

// Why the parser rejects a text.
struct ParseError {
    std::string message;     // e.g. "invalid value"
    std::size_t offset = 0;  // byte position in the text
    std::string path;        // the place in the document, e.g. "[3].year"
};

// Owns a text and the tape of its nodes. parse() may be called again and reuses the memory. Changed by one thread at a
// time.
class Document {
public:
    // No JSON that this plugin reads nests deeper than about ten levels; a bound stops hostile input early.
    static constexpr std::size_t max_depth = 64;
    // NUL bytes that parse() appends to the text. A text whose capacity holds them too is not reallocated.
    static constexpr std::size_t padding = 32;

    Document() = default;
    Document(Document&&) = default;
    Document& operator=(Document&&) = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    // Takes ownership of the text and parses it strictly (RFC 8259, valid UTF-8, one value), without a byte order mark
    // in front. On an error the document is empty.
    std::optional<ParseError> parse(std::string text);
    // The same for a text of others, where one broken title must not make the rest unreadable: parts that are not
    // Unicode text become U+FFFD. `replaced`: how many times.
    std::optional<ParseError> parse_tolerant(std::string text, std::size_t& replaced);

    // Overwrites the text, also one that was not valid JSON, and empties the document. For texts that hold secrets.
    void wipe() noexcept;

    Value root() const noexcept { return nodes_.empty() ? Value() : Value(nodes_.data(), 0); }

private:
    // `is_plain`: is_plain_utf8() is true of the text; false costs time only.
    std::optional<ParseError> parse(std::string text, bool is_plain);

    std::string text_;  // followed by the padding (see parse.cpp)
    std::vector<Node> nodes_;
};

}  // namespace mod_trakt::json
