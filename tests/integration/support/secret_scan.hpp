// Looks for secrets in everything that left the plugin, except the one file that may contain them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/host_recorder.hpp"
#include "support/temp_folder.hpp"
#include "support/twin_process.hpp"

namespace mod_trakt::tests {

class SecretScan {
public:
    explicit SecretScan(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {}

    void look_at(const std::string& place, const std::string& text) {
        for (std::size_t i = 0; i < secrets_.size(); ++i)
            if (text.find(secrets_[i]) != std::string::npos)
                found_ += "secret " + std::to_string(i) + " in " + place + "\n";  // the secret itself is not repeated
    }
    void look_at(const HostRecorder& host) {
        for (const std::string& text : host.captured()) look_at("what the host was told", text);
    }
    void look_at(const TempFolder& folder) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
            look_at("a file's name", entry.path().string());
            if (entry.is_regular_file() && entry.path().filename() != "credentials.json")
                look_at(entry.path().filename().string(), read_text(entry.path()));
        }
    }
    // The twin leaves bodies of OAuth calls out of its ledger; a secret in a path or query would be here.
    void look_at(const TwinProcess& twin) { look_at("the ledger", json::serialize(twin.ledger())); }

    // Empty: nothing was found.
    const std::string& found() const noexcept { return found_; }

private:
    std::vector<std::string> secrets_;
    std::string found_;
};

}  // namespace mod_trakt::tests
