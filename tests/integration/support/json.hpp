// The JSON helpers of tests/support, under the names that these tests use.
#pragma once

#include "tests/support/json.hpp"

namespace mod_trakt::tests {

using namespace test;

}  // namespace mod_trakt::tests
