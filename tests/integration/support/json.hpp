// JSON as the other tests have it, by the same names.
#pragma once

#include "tests/support/json.hpp"

namespace mod_trakt::tests {

using namespace test;

}  // namespace mod_trakt::tests
