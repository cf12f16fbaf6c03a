#include <airtight/input/patch.h>

#include <catch2/catch.hpp>
#include <random>
#include <string>

namespace airtight::input {
namespace {

std::string patch_text(const Value& before, const Value& after) {
  return to_json(patch_between(before, after));
}

Value object(std::initializer_list<std::pair<const char*, Value>> members) {
  Value made = make_object();
  for (const auto& [key, value] : members) made.set(key, value);
  return made;
}

Value array_of(std::initializer_list<int> numbers) {
  Value made = make_array();
  for (const int number : numbers) made.array()->push_back(make_int(number));
  return made;
}

// An object of few names, so that two of them share some.
Value random_object(std::mt19937& random, int depth) {
  Value made = make_object();
  for (const char* name : {"a", "b", "c", "d"}) {
    switch (random() % (depth > 0 ? 5U : 4U)) {
      case 0:
        break;
      case 1:
        made.set(name, make_int(static_cast<int>(random() % 3)));
        break;
      case 2:
        made.set(name, make_string(random() % 2 == 0 ? "x" : ""));
        break;
      case 3:
        made.set(name, array_of({static_cast<int>(random() % 2), 7}));
        break;
      default:
        made.set(name, random_object(random, depth - 1));
    }
  }
  return made;
}

}  // namespace

TEST_CASE("a patch says what is new, what is other and what is gone", "[input]") {
  const Value before = object({{"same", make_int(1)},
                               {"other", make_int(1)},
                               {"gone", make_int(1)},
                               {"deep", object({{"same", make_int(1)}, {"gone", make_int(2)}})},
                               {"list", array_of({1, 2})}});
  const Value after = object({{"SAME", make_int(1)},
                              {"other", make_int(2)},
                              {"deep", object({{"same", make_int(1)}, {"new", make_int(3)}})},
                              {"list", array_of({1})}});
  const Value patch = patch_between(before, after);
  CHECK(same_value(patch, object({{"other", make_int(2)},
                                  {"deep", object({{"new", make_int(3)}, {"gone", Value{}}})},
                                  {"list", array_of({1})},
                                  {"gone", Value{}}})));
  CHECK(patch_text(after, after) == "{}");
}

TEST_CASE("a patch makes of the one what the other is", "[input]") {
  std::mt19937 random(20261127);
  for (int i = 0; i < 2'000; ++i) {
    Value before = random_object(random, 3);
    const Value after = random_object(random, 3);
    const Value patch = patch_between(before, after);
    INFO(to_json(before) << to_json(after) << to_json(patch));
    merge_patch(before, patch);
    CHECK(same_value(before, after));
  }
}

}  // namespace airtight::input
