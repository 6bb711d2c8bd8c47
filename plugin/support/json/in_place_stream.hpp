// The text that RapidJSON parses and unescapes in place.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "support/json/rapidjson.hpp"

namespace mod_trakt::json {

// RapidJSON's in-situ stream, but it skips a string's bytes up to the first escape eight at a time. RapidJSON would
// check most of them one by one, because Trakt's strings are short. RapidJSON handles the byte that ends the walk.
class InPlaceStream : public rapidjson::InsituStringStream {
public:
    using rapidjson::InsituStringStream::InsituStringStream;

    // RapidJSON calls it after the quote that opens a string, and at the start of a number.
    char* PutBegin() {
        char* const begin = src_;
        if (begin != head_ && begin[-1] == '"') src_ = first_special(begin);
        dst_ = src_;
        return begin;
    }
    std::size_t PutEnd(char* begin) { return static_cast<std::size_t>(dst_ - begin); }

    // Preferred to RapidJSON's template, because Trakt's answers contain almost no white space.
    friend void SkipWhitespace(InPlaceStream& stream) {
        while (*stream.src_ == ' ' || *stream.src_ == '\n' || *stream.src_ == '\r' || *stream.src_ == '\t')
            ++stream.src_;
    }

private:
    static char* first_special(char* at) {
        if constexpr (std::endian::native != std::endian::little) return at;
        while (true) {
            std::uint64_t word = 0;
            std::memcpy(&word, at, sizeof word);  // the NUL padding of the text ends the walk
            if (const std::uint64_t special = special_bytes(word); special != 0)
                return at + std::countr_zero(special) / 8;
            at += sizeof word;
        }
    }
    // The lowest bit that is set lies in the first byte that is a quote, a backslash or below 0x20.
    static std::uint64_t special_bytes(std::uint64_t word) {
        constexpr std::uint64_t every_byte = 0x0101010101010101;
        const std::uint64_t quote = word ^ every_byte * '"';
        const std::uint64_t backslash = word ^ every_byte * '\\';
        return (((word - every_byte * 0x20) & ~word) | ((quote - every_byte) & ~quote) |
                ((backslash - every_byte) & ~backslash)) &
               every_byte * 0x80;
    }
};

}  // namespace mod_trakt::json

// RapidJSON may work on a copy of the stream, as with its own streams.
template <>
struct rapidjson::StreamTraits<mod_trakt::json::InPlaceStream> {
    enum { copyOptimization = 1 };
};
