// Where results go: text for people, or exactly one JSON object for programs, on the process's real stdout.
#pragma once

#include <cstdio>
#include <string_view>

#include "lib/problem.hpp"

namespace syncmod_host {

class Output {
public:
    // Takes the real stdout for itself and points descriptor 1 at stderr, so that a plugin which prints in spite of
    // the contract cannot spoil the result.
    Output();
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void use_json() noexcept { json_ = true; }
    bool json() const noexcept { return json_; }

    // From here on what is said to people goes to stderr: stdout belongs to document().
    void reserve_stdout_for_document() noexcept { people_ = stderr; }

    // For people; nothing happens with --json.
    void say(std::string_view text);
    // With --json: the object, in which `result_json` is embedded byte for byte (empty: null). For people: nothing.
    void success(std::string_view result_json);
    // With --json the object; for people one sentence on stderr.
    void failure(const Problem& problem, std::string_view result_json = {});
    // Text that is asked for as such (--help).
    void plain(std::string_view text);
    // The document itself, byte for byte and nothing around it.
    void document(std::string_view bytes);
    // False when what was written did not arrive, e.g. on a full disk.
    bool flush();

private:
    void put(std::string_view text) { put(text, stream_); }
    static void put(std::string_view text, std::FILE* stream);
    std::FILE* stream_;  // the real stdout
    std::FILE* people_;
    bool json_ = false;
};

}  // namespace syncmod_host
