#include <airtight/model/reading.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

using namespace airtight;
using model::Choice;
using model::Reading;

namespace {

// A question of a random evaluation: by its number it is an open choice or an unknown input.
constexpr std::array asked_choices{Choice::c06_reply_through_an_appliance,
                                   Choice::c13_access_flag_off, Choice::ch01_empty_non_terminal};
constexpr std::size_t unknowns = 4;

std::size_t branches_of(std::size_t question) {
  if (question < asked_choices.size()) return describe(asked_choices[question]).branches.size();
  return 1 + question % 3;
}

azure::UnknownInput unknown(std::size_t question) { return {"$" + std::to_string(question)}; }

std::size_t ask(Reading& reading, std::size_t question) {
  if (question < asked_choices.size()) return reading.branch(asked_choices[question]);
  return reading.guess(unknown(question), branches_of(question));
}

// Which question comes next depends on the branches taken before; questions may come again.
struct Tree {
  std::size_t question = 0;
  int leaf = 0;
  std::vector<Tree> next;  // one for each branch; empty at a leaf
};

Tree random_tree(int depth, int& leaves) {
  Tree tree;
  tree.leaf = leaves++;
  if (depth == 0 || *rc::gen::inRange(0, 5) == 0) return tree;
  tree.question = *rc::gen::inRange<std::size_t>(0, asked_choices.size() + unknowns);
  for (std::size_t i = 0; i < branches_of(tree.question); ++i)
    tree.next.push_back(random_tree(depth - 1, leaves));
  return tree;
}

int evaluate(const Tree& tree, Reading& reading) {
  const Tree* at = &tree;
  while (!at->next.empty()) at = &at->next[ask(reading, at->question)];
  return at->leaf;
}

// The leaves that some assignment of branches to questions leads to, in the order of assignments.
std::vector<int> reachable_leaves(const Tree& tree, std::map<std::size_t, std::size_t> taken = {}) {
  if (tree.next.empty()) return {tree.leaf};
  if (const auto known = taken.find(tree.question); known != taken.end())
    return reachable_leaves(tree.next[known->second], taken);
  std::vector<int> leaves;
  for (std::size_t branch = 0; branch < tree.next.size(); ++branch) {
    taken[tree.question] = branch;
    const auto below = reachable_leaves(tree.next[branch], taken);
    leaves.insert(leaves.end(), below.begin(), below.end());
  }
  return leaves;
}

std::vector<int> sorted(std::vector<int> values) {
  std::ranges::sort(values);
  return values;
}

// An evaluation that asks `count` inputs with two possibilities each.
auto asks_inputs(std::size_t count) {
  return [count](Reading& reading) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += reading.guess(unknown(i));
    return sum;
  };
}

}  // namespace

TEST_CASE("an evaluation that asks nothing has one reading") {
  const auto readings = model::explore([](Reading&) { return 7; });
  REQUIRE(readings.branches.size() == 1);
  CHECK(readings.nominal() == 7);
  CHECK(readings.branches[0].points.empty());
  CHECK(readings.complete);
}

TEST_CASE("every combination of the touched points is had exactly once", "[R-01][R-02]") {
  const bool holds = rc::check([] {
    int leaves = 0;
    const Tree tree = random_tree(5, leaves);
    const auto readings = model::explore([&](Reading& reading) { return evaluate(tree, reading); });
    std::vector<int> outcomes;
    for (const auto& branch : readings.branches) outcomes.push_back(branch.outcome);
    const auto expected = reachable_leaves(tree);
    RC_ASSERT(readings.complete == (expected.size() <= model::most_readings));
    if (!readings.complete) return;
    // A leaf is had once, so it is had under one combination only.
    RC_ASSERT(sorted(outcomes) == sorted(expected));
    RC_ASSERT(outcomes.front() == expected.front());
  });
  CHECK(holds);
}

TEST_CASE("the points of a reading lead to its outcome again", "[R-01]") {
  const bool holds = rc::check([] {
    int leaves = 0;
    const Tree tree = random_tree(4, leaves);
    for (const auto& branch :
         model::explore([&](Reading& reading) { return evaluate(tree, reading); }).branches) {
      const Tree* at = &tree;
      while (!at->next.empty()) {
        const bool choice = at->question < asked_choices.size();
        const auto point = std::ranges::find_if(branch.points, [&](const model::OpenPoint& open) {
          return choice ? open.choice == asked_choices[at->question]
                        : !open.choice && open.unknown == unknown(at->question);
        });
        if (point == branch.points.end()) {
          RC_ASSERT(branches_of(at->question) == 1U);  // nothing open about it
          at = &at->next[0];
        } else {
          at = &at->next[point->branch];
        }
      }
      RC_ASSERT(at->leaf == branch.outcome);
    }
  });
  CHECK(holds);
}

TEST_CASE("the nominal reading is the first and takes branch 0 everywhere", "[R-02]") {
  const auto readings = model::explore(asks_inputs(3));
  CHECK(readings.branches.size() == 8);
  CHECK(readings.nominal() == 0);
  for (const auto& point : readings.branches[0].points) CHECK(point.branch == 0);
}

TEST_CASE("a question asked twice gets the same branch and counts once") {
  const auto readings = model::explore([](Reading& reading) {
    const auto first = reading.branch(Choice::c06_reply_through_an_appliance);
    const auto again = reading.branch(Choice::c06_reply_through_an_appliance);
    return first == again;
  });
  CHECK(readings.branches.size() ==
        describe(Choice::c06_reply_through_an_appliance).branches.size());
  for (const auto& branch : readings.branches) {
    CHECK(branch.outcome);
    CHECK(branch.points.size() == 1);
  }
}

TEST_CASE("two unknown inputs are two questions, a choice is a third") {
  const auto readings = model::explore([](Reading& reading) {
    return reading.guess({"$A"}) + 2 * reading.guess({"$B"}) +
           4 * reading.branch(Choice::ch01_empty_non_terminal);
  });
  std::set<std::size_t> outcomes;
  for (const auto& branch : readings.branches) outcomes.insert(branch.outcome);
  CHECK(outcomes.size() == readings.branches.size());
  CHECK(outcomes.size() == 4 * describe(Choice::ch01_empty_non_terminal).branches.size());
}

TEST_CASE("an unknown with three possibilities has three readings") {
  const auto readings = model::explore([](Reading& reading) { return reading.guess({"$A"}, 3); });
  REQUIRE(readings.branches.size() == 3);
  CHECK(readings.branches[2].outcome == 2);
}

TEST_CASE("1024 readings are complete, one question more is not") {
  const auto most = model::explore(asks_inputs(10));
  CHECK(most.branches.size() == model::most_readings);
  CHECK(most.complete);

  const auto more = model::explore(asks_inputs(11));
  CHECK(more.branches.size() == model::most_readings);
  CHECK_FALSE(more.complete);
}

TEST_CASE("a fixed choice has the branch it was fixed to in every reading", "[R-02]") {
  for (const std::size_t fixed : {0U, 1U}) {
    Reading reading;
    reading.fix(Choice::c06_reply_through_an_appliance, fixed);
    const auto readings = model::explore(
        [](Reading& current) {
          const auto unknown_branch = current.guess({"$A"});
          return std::pair(current.branch(Choice::c06_reply_through_an_appliance), unknown_branch);
        },
        reading);
    REQUIRE(readings.branches.size() == 2);
    CHECK(readings.branches[0].outcome == std::pair(fixed, std::size_t{0}));
    CHECK(readings.branches[1].outcome == std::pair(fixed, std::size_t{1}));
  }
}
