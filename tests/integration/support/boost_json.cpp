// Boost.JSON without its library, compiled once.
#include <boost/json/src.hpp>
