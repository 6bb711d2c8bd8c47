// check_initialisers.sh must find these: an object with a constructor, and one with a destructor.
#include <string>
#include <vector>

extern const std::vector<bool> made_at_load;
const std::vector<bool> made_at_load(4, true);

std::string& made_at_first_use();
std::string& made_at_first_use() {
    static std::string text = "destroyed at exit";
    return text;
}
