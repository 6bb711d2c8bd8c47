#include <string>

#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

std::string written(json::Value value) {
    std::string text;
    json::Writer writer(text);
    writer.value(value);
    return text;
}

// Every way of asking a value must hold for every value; answers how many values there are.
std::size_t visit(json::Value value) {
    std::size_t seen = 1;
    promise(value.integer().has_value() <= value.is_number(), "an integer is a number");
    promise(!value.is_number() || !value.number_text().empty(), "a number has its text");
    (void)value.number();
    std::size_t children = 0;
    for (const json::Value element : value.elements()) seen += visit(element), ++children;
    for (const auto [name, member] : value.members()) {
        seen += visit(member);
        ++children;
        promise(value[name].present(), "a member is found by its name");
    }
    promise(children == value.size(), "as many children as the size says");
    return seen;
}

}  // namespace

void run_json(std::string_view input) {
    json::Document document;
    if (const auto error = document.parse(std::string(input))) {
        promise(error->offset <= input.size(), "an error lies within the text");
        promise(!error->message.empty(), "an error says what is wrong");
        promise(!document.root().present(), "a document that could not be read is empty");
        return;
    }
    const std::size_t values = visit(document.root());
    const std::string once = written(document.root());
    json::Document again;
    promise(!again.parse(once), "what was written can be read");
    promise(visit(again.root()) == values, "nothing is lost in writing");
    promise(written(again.root()) == once, "what was read is written alike");
}

}  // namespace mod_trakt::fuzz
