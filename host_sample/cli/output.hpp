// Writes results to the real stdout: text for people, or exactly one JSON object for programs.
#pragma once

#include <cstdio>
#include <string_view>

#include "lib/problem.hpp"

namespace syncmod_host {

class Output {
public:
    // Takes the real stdout and lets descriptor 1 point to stderr, so that a plugin that prints, which the ABI forbids,
    // cannot damage the result.
    Output();
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void use_json() noexcept { json_ = true; }
    bool json() const noexcept { return json_; }

    // From now on, text for people is written to stderr, because stdout is for document().
    void reserve_stdout_for_document() noexcept { people_ = stderr; }

    // Text for people; does nothing with --json.
    void say(std::string_view text);
    // With --json: writes the object, with `result_json` embedded unchanged (null if empty). Otherwise does nothing.
    void success(std::string_view result_json);
    // With --json: writes the object. Otherwise one sentence on stderr.
    void failure(const Problem& problem, std::string_view result_json = {});
    // Text that is printed unchanged, such as --help.
    void plain(std::string_view text);
    // Writes only the document, unchanged.
    void document(std::string_view bytes);
    // False when the output could not be written, e.g. on a full disk.
    bool flush();

private:
    void put(std::string_view text) { put(text, stream_); }
    static void put(std::string_view text, std::FILE* stream);
    std::FILE* stream_;  // the real stdout
    std::FILE* people_;
    bool json_ = false;
};

}  // namespace syncmod_host
