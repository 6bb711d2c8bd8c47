// Boost.JSON is used without its library: this one file compiles its sources.
#include <boost/json/src.hpp>
