// The main function of Catch2, compiled once for all test programs and presets.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
