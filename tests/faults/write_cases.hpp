// The writes of the sweeps: the inputs, and the account's entry that each input names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account.hpp"

namespace mod_trakt::test {

struct WriteCase {
    std::string name;
    std::string_view feature;
    bool is_removal = false;
    std::string items;
    // By input: its entry of Account::held(). Empty: the input is not an item and is rejected.
    std::vector<std::string> entries;
    // Members added to the configuration, so that a call needs several requests.
    std::string settings;
};

// Additions and removals of every feature, with several chunks, equal inputs, and one input that is not an item.
std::vector<WriteCase> write_cases();

// Makes a new account for the case, which has the entries that the case removes.
void prepare(Account& account, const WriteCase& write);

Called run(Account& account, const WriteCase& write, std::int64_t timeout_ms = 0);

// Empty if the verdicts agree with the account before and now; else the difference. "unknown" is true only if the call
// has failed and a POST had reached the twin.
std::string check_verdicts(const WriteCase& write, const Called& called, std::size_t posts,
                           const std::map<std::string, int>& before, const std::map<std::string, int>& now);

// Empty if the account has every wanted entry once; else the difference.
std::string check_final(const WriteCase& write, const std::map<std::string, int>& now);

}  // namespace mod_trakt::test
