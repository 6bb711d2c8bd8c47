// The first half of every write: each input becomes something to send, or has its verdict at once; equal ones are sent
// once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync/bulk_write.hpp"
#include "sync/write_report.hpp"

namespace mod_trakt::features {

// `input` is not an object: rejected, with its place in the message. True when that was so.
bool reject_non_object(const sync::WriteInput& input, sync::WriteReport& report);
void reject(const sync::WriteInput& input, const Rejection& why, sync::WriteReport& report);

// Inputs that mean the same change: the first is sent, the others share its verdict.
class SameChange {
public:
    // `signature` says all that makes two changes equal. False: `input` follows an earlier one and must not be sent.
    bool is_first(std::size_t input, const std::string& signature);
    // `input` means the same as `first`, which was found in another way.
    void follow(std::size_t input, std::size_t first) { followers_.emplace_back(input, first); }
    // After the write: followers get the verdict of the one they follow, if it has one.
    void share(sync::WriteReport& report) const;

private:
    std::unordered_map<std::string, std::size_t> first_;
    std::vector<std::pair<std::size_t, std::size_t>> followers_;  // follower, first
};

// Text that is equal for equal references.
std::string signature_of(const MediaRef& ref);

}  // namespace mod_trakt::features
