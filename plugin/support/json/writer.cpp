#include "support/json/writer.hpp"

#include <cmath>

#include "support/json/rapidjson.hpp"

namespace mod_trakt::json {
namespace {

// The output side that rapidjson::Writer wants, over a std::string.
struct StringSink {
    using Ch = char;
    std::string& out;
    void Put(char c) { out.push_back(c); }
    void Flush() {}
};

}  // namespace

class Writer::Impl {
public:
    explicit Impl(std::string& out) : sink{out}, writer(sink) {}
    StringSink sink;
    rapidjson::Writer<StringSink> writer;
};

Writer::Writer(std::string& out) : impl_(std::make_unique<Impl>(out)) {}
Writer::~Writer() = default;

void Writer::begin_object() { impl_->writer.StartObject(); }
void Writer::end_object() { impl_->writer.EndObject(); }
void Writer::begin_array() { impl_->writer.StartArray(); }
void Writer::end_array() { impl_->writer.EndArray(); }
void Writer::key(std::string_view name) {
    impl_->writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}
void Writer::null() { impl_->writer.Null(); }
void Writer::boolean(bool value) { impl_->writer.Bool(value); }
void Writer::integer(std::int64_t value) { impl_->writer.Int64(value); }
void Writer::real(double value) {
    if (!std::isfinite(value)) return null();  // NaN and infinity are not JSON
    impl_->writer.Double(value);
}
void Writer::string(std::string_view text) {
    // An empty view may hold a null pointer, which RapidJSON asserts against.
    impl_->writer.String(text.empty() ? "" : text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void Writer::raw(std::string_view json) { impl_->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

void Writer::value(Value value) {
    if (!value.present()) return null();
    switch (value.kind()) {
        case Kind::Null: return null();
        case Kind::False: return boolean(false);
        case Kind::True: return boolean(true);
        case Kind::Number: return raw(value.number_text());
        case Kind::String: return string(value.text());
        case Kind::Array:
            begin_array();
            for (const Value element : value.elements()) this->value(element);
            return end_array();
        case Kind::Object:
            begin_object();
            for (const auto [name, member] : value.members()) {
                key(name);
                this->value(member);
            }
            return end_object();
    }
}

}  // namespace mod_trakt::json
