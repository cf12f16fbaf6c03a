#include <airtight/base/shared_text.h>
#include <airtight/base/where.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

namespace airtight {

TEST_CASE("a shared text is the string it was made of", "[base]") {
  const SharedText text = "main.json";
  SharedText copy = text;
  CHECK(&copy.str() == &text.str());
  CHECK(copy == "main.json");
  CHECK(copy == SharedText(std::string("main.json")));
  CHECK(SharedText("a") < SharedText("b"));
  CHECK("of " + text + ", so" == "of main.json, so");
  const SharedText moved = std::move(copy);
  CHECK(moved == text);
  CHECK(SharedText("").empty());
  CHECK(SharedText() == "");
  const std::vector<SharedText> names{"a", "b"};
  CHECK(std::ranges::find(names, std::string_view("b")) == names.begin() + 1);
  CHECK(std::ranges::find(names, std::string("a")) == names.begin());
}

TEST_CASE("a table by share tells two texts that say the same", "[base]") {
  const SharedText one = "key";
  const SharedText other = "key";
  std::unordered_map<SharedText, int, SharedText::HashOfShare, SharedText::EqualShare> table;
  table.emplace(one, 1);
  CHECK(table.contains(one));
  CHECK_FALSE(table.contains(other));
}

namespace {

class Counted final : public Pointers {
 public:
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  ~Counted() override { --alive_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  std::string pointer(std::uint32_t value) const override {
    return value == 0 ? "" : "/" + std::to_string(value);
  }

 private:
  int& alive_;
};

}  // namespace

TEST_CASE("a pointer into a document compares with one that is written", "[base]") {
  int alive = 0;
  {
    const Shared<const Pointers> document(new Counted(alive));
    const JsonPointer third(document, 3);
    CHECK(third == "/3");
    CHECK(third == JsonPointer(document, 3));
    CHECK(third == JsonPointer("/3"));
    CHECK(third < JsonPointer("/4"));
    CHECK_FALSE(third.empty());
    CHECK(JsonPointer(document, 0).empty());
    CHECK(JsonPointer(document, 0) == JsonPointer());
    JsonPointer longer = third;
    longer += "/name";
    CHECK(longer.str() == "/3/name");
    CHECK(to_string(Where{"a.json", 2, 1, third}) == "a.json:2: /3");
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

}  // namespace airtight
