#include <airtight/verify/verdict.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace airtight;
using model::Branch;
using model::Choice;
using model::OpenPoint;
using model::Readings;
using reach::Disposition;
using reach::Reason;
using verify::Judgement;
using verify::Verdict;

namespace {

constexpr auto contested = Choice::c06_reply_through_an_appliance;
constexpr auto contested_too = Choice::c14_forwarded_flag_off;
constexpr auto assumed = Choice::c18_default_outbound_access;
constexpr auto assumed_too = Choice::c10_widened_tag_inbound;

OpenPoint took(Choice choice, std::size_t branch) { return {choice, {}, branch}; }
OpenPoint guessed(const std::string& name, std::size_t branch) {
  return {std::nullopt, {name}, branch};
}

Disposition passes() { return {true, Reason::none, reach::Via::vnet, {}}; }
Disposition stops(Reason reason = Reason::nsg_out) { return {false, reason, reach::Via::none, {}}; }

Verdict join(std::vector<Branch<Disposition>> branches, bool complete = true) {
  return verify::join({std::move(branches), complete}, {});
}

// R-02 as it is written. An unknown input is no assumption anybody made, so it forks as a
// contested choice does.
Judgement by_definition(const Readings<Disposition>& readings) {
  const auto denies = [](const Branch<Disposition>& branch) { return !branch.outcome.allowed; };
  const auto rests_on_assumed_only = [](const Branch<Disposition>& branch) {
    return std::ranges::any_of(branch.points, [](const OpenPoint& point) {
      return point.branch != 0 && point.choice && !model::describe(*point.choice).contested;
    });
  };
  if (readings.complete && std::ranges::all_of(readings.branches, denies)) return Judgement::deny;
  const bool certain = std::ranges::all_of(readings.branches, [&](const auto& branch) {
    return !denies(branch) || rests_on_assumed_only(branch);
  });
  return readings.complete && readings.branches.front().outcome.allowed && certain
             ? Judgement::allow
             : Judgement::uncertain;
}

// The outcome of each combination of some open points, as a table: bit i of the index is the
// branch of point i.
struct Table {
  std::vector<OpenPoint> points;
  std::vector<bool> allowed;

  Readings<Disposition> readings() const {
    Readings<Disposition> result;
    for (std::size_t row = 0; row < allowed.size(); ++row) {
      Branch<Disposition> branch;
      for (std::size_t i = 0; i < points.size(); ++i) {
        branch.points.push_back(points[i]);
        branch.points.back().branch = (row >> i) & 1U;
      }
      branch.outcome = allowed[row] ? passes() : stops();
      result.branches.push_back(std::move(branch));
    }
    return result;
  }
};

Table any_table() {
  std::vector<OpenPoint> all{took(contested, 0),   took(assumed, 0),       guessed("$A", 0),
                             took(assumed_too, 0), took(contested_too, 0), guessed("$B", 0)};
  Table table;
  for (const OpenPoint& point : all) {
    if (table.points.size() < 4 && *rc::gen::arbitrary<bool>()) table.points.push_back(point);
  }
  table.allowed = *rc::gen::container<std::vector<bool>>(std::size_t{1} << table.points.size(),
                                                         rc::gen::arbitrary<bool>());
  return table;
}

}  // namespace

TEST_CASE("no open point: the outcome is the verdict") {
  CHECK(join({{{}, passes()}}).judgement == Judgement::allow);
  const Verdict denied = join({{{}, stops(Reason::route_none)}});
  CHECK(denied.judgement == Judgement::deny);
  CHECK(denied.reason == Reason::route_none);
  CHECK(denied.other_reasons.empty());
}

TEST_CASE("a contested choice that flips makes the verdict uncertain and is named", "[R-02]") {
  const Verdict verdict = join({{{took(contested, 0)}, passes()}, {{took(contested, 1)}, stops()}});
  CHECK(verdict.judgement == Judgement::uncertain);
  CHECK(verdict.choices == std::vector<std::string>{"C-06"});
  CHECK(verdict.unknowns.empty());
}

TEST_CASE("an assumed choice is an assumption of an allow, never of a deny", "[R-02]") {
  const Verdict allowed = join({{{took(assumed, 0)}, passes()}, {{took(assumed, 1)}, stops()}});
  CHECK(allowed.judgement == Judgement::allow);
  CHECK(allowed.assumptions == std::vector<std::string>{"C-18"});

  const Verdict open = join({{{took(assumed, 0)}, stops()}, {{took(assumed, 1)}, passes()}});
  CHECK(open.judgement == Judgement::uncertain);
  CHECK(open.choices == std::vector<std::string>{"C-18"});
  CHECK_FALSE(verify::proves_isolation(open));
}

TEST_CASE("an unknown input that flips is named", "[R-02]") {
  for (const bool nominal : {true, false}) {
    const Verdict verdict = join({{{guessed("$IP", 0)}, nominal ? passes() : stops()},
                                  {{guessed("$IP", 1)}, nominal ? stops() : passes()}});
    CHECK(verdict.judgement == Judgement::uncertain);
    CHECK(verdict.unknowns == std::vector<std::string>{"$IP"});
    CHECK(verdict.choices.empty());
  }
}

TEST_CASE("points that change nothing are not named", "[R-02]") {
  const Verdict verdict = join({{{took(contested, 0), guessed("$IP", 0)}, passes()},
                                {{took(contested, 0), guessed("$IP", 1)}, passes()},
                                {{took(contested, 1), guessed("$IP", 0)}, stops()},
                                {{took(contested, 1), guessed("$IP", 1)}, stops()}});
  CHECK(verdict.choices == std::vector<std::string>{"C-06"});
  CHECK(verdict.unknowns.empty());
}

TEST_CASE("points that flip only together are all named", "[R-02]") {
  const Verdict verdict = join({{{took(contested, 0), took(contested_too, 0)}, stops()},
                                {{took(contested, 0), took(contested_too, 1)}, stops()},
                                {{took(contested, 1), took(contested_too, 0)}, stops()},
                                {{took(contested, 1), took(contested_too, 1)}, passes()}});
  CHECK(verdict.judgement == Judgement::uncertain);
  CHECK(verdict.choices == std::vector<std::string>{"C-06", "C-14"});
}

TEST_CASE("all deny for different reasons: the nominal one leads", "[R-03]") {
  const Verdict verdict = join({{{took(contested, 0)}, stops(Reason::nsg_out)},
                                {{took(contested, 1)}, stops(Reason::asymmetric)},
                                {{took(contested, 2)}, stops(Reason::nsg_out)}});
  CHECK(verdict.judgement == Judgement::deny);
  CHECK(verdict.reason == Reason::nsg_out);
  CHECK(verdict.other_reasons == std::vector{Reason::asymmetric});
}

TEST_CASE("readings that were not had prove nothing", "[R-02]") {
  CHECK(join({{{}, stops()}}, false).judgement == Judgement::uncertain);
  CHECK(join({{{}, passes()}}, false).judgement == Judgement::uncertain);
}

TEST_CASE("unproven inputs make any verdict uncertain and are named", "[R-05]") {
  for (const Disposition& outcome : {passes(), stops()}) {
    const Verdict verdict = verify::join({{{{}, outcome}}, true}, {{"$B"}, {"$A"}, {"$B"}});
    CHECK(verdict.judgement == Judgement::uncertain);
    CHECK(verdict.unknowns == std::vector<std::string>{"$A", "$B"});
  }
}

TEST_CASE("joins are R-02 as written, for any table of outcomes", "[R-02][property]") {
  CHECK(rc::check([] {
    const Readings<Disposition> readings = any_table().readings();
    RC_ASSERT(verify::join(readings, {}).judgement == by_definition(readings));
  }));
}

TEST_CASE("what an uncertain verdict names suffices to settle it", "[R-02][property]") {
  CHECK(rc::check([] {
    const Table table = any_table();
    const Readings<Disposition> readings = table.readings();
    const Verdict verdict = verify::join(readings, {});
    RC_PRE(verdict.judgement == Judgement::uncertain);
    std::set<std::string> named(verdict.choices.begin(), verdict.choices.end());
    named.insert(verdict.unknowns.begin(), verdict.unknowns.end());
    RC_ASSERT(!named.empty());
    // Every named point is one that was touched.
    for (const std::string& name : named) {
      RC_ASSERT(std::ranges::any_of(table.points, [&](const OpenPoint& point) {
        return point.choice ? model::describe(*point.choice).id == name
                            : point.unknown.name == name;
      }));
    }
  }));
}

TEST_CASE("the order of the readings after the nominal one does not matter", "[property]") {
  CHECK(rc::check([] {
    Readings<Disposition> readings = any_table().readings();
    const Verdict before = verify::join(readings, {});
    std::reverse(readings.branches.begin() + 1, readings.branches.end());
    RC_ASSERT(verify::join(readings, {}).judgement == before.judgement);
  }));
}
