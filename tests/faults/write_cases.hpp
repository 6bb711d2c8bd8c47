// The writes that the sweeps go through: what is given, and what each input means in the account.
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
    // By input: the entry of Account::held() that it stands for. Empty: the input is no item and is rejected.
    std::vector<std::string> entries;
    // Goes into the configuration, so that a call takes several requests.
    std::string settings;
};

// Adds and removals of every feature, several chunks each, with inputs that mean the same and one that is no item.
std::vector<WriteCase> write_cases();

// A new account that the case can begin with: it holds what the case removes.
void prepare(Account& account, const WriteCase& write);

Called run(Account& account, const WriteCase& write, std::int64_t timeout_ms = 0);

// Empty when the verdicts are true of what the account held before and holds now; else what is wrong. "unknown" is true
// only when the call has failed and a POST had reached the twin.
std::string check_verdicts(const WriteCase& write, const Called& called, std::size_t posts,
                           const std::map<std::string, int>& before, const std::map<std::string, int>& now);

// Empty when the account holds what the write wanted, each entry once; else what is wrong.
std::string check_final(const WriteCase& write, const std::map<std::string, int>& now);

}  // namespace mod_trakt::test
