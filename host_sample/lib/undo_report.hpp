// The documents of the extension syncmod.undo as text for people.
#pragma once

#include <string>
#include <string_view>

namespace syncmod_host {

// The runs, the newest first. Throws Fatal when the document is not a JSON object.
std::string text_of_runs(std::string_view document);

struct UndoSummary {
    std::string text;
    bool is_complete = false;  // each change is taken back or named as impossible, or there was none
};
// Reads the document of a plan or of an undo. Throws Fatal when the document is not a JSON object.
UndoSummary summary_of_undo(std::string_view document);

}  // namespace syncmod_host
