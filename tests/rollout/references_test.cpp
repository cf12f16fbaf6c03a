#include "rollout/references.h"

#include "rollout/tutorial.h"

using namespace airtight;
using namespace airtight::tutorial;
using rollout::References;

namespace {

std::optional<bool> asked(const Pieces& pieces) {
  const auto net = network(pieces);
  const azure::Site& site = *net.site(app("app1").id);
  return rollout::can_fetch(net, site, site.references.front());
}

bool fetches(const Pieces& pieces) {
  const auto fetchable = asked(pieces);
  REQUIRE(fetchable.has_value());
  return *fetchable;
}

}  // namespace

TEST_CASE("the state of references follows the last fetch", "[rollout][A-212][T-010][T-113]") {
  struct Case {
    References before;
    bool has, fetchable, fetch;
    References after;
  };
  const Case cases[] = {
      {References::none, false, false, true, References::none},
      {References::resolved, false, true, true, References::none},
      {References::none, true, true, true, References::resolved},
      {References::none, true, false, true, References::denied},
      {References::resolved, true, true, false, References::resolved},
      {References::resolved, true, false, false, References::cached},  // T-113
      {References::cached, true, false, false, References::cached},
      {References::cached, true, true, false, References::resolved},
      {References::resolved, true, false, true, References::denied},
      {References::cached, true, false, true, References::denied},    // T-114
      {References::denied, true, true, false, References::denied},    // T-118-stuck, A-223
      {References::denied, true, false, false, References::denied},   // T-115
      {References::denied, true, true, true, References::resolved}};  // T-119
  for (const Case& each : cases) {
    CAPTURE(to_string(each.before), each.has, each.fetchable, each.fetch);
    CHECK(rollout::next_state(each.before, each.has, each.fetchable, each.fetch) == each.after);
  }
}

TEST_CASE("fetching needs syntax, identity, right and network", "[rollout][A-210][A-211][A-214]") {
  CHECK(fetches(open()));
  auto no_identity = app_with_references();
  no_identity.identity = false;
  CHECK_FALSE(fetches(open() + Pieces{no_identity}));
  auto wrong_syntax = app_with_references();
  wrong_syntax.references.front().vault.clear();
  wrong_syntax.references.front().vault_host.clear();
  CHECK_FALSE(fetches(open() + Pieces{wrong_syntax}));
  auto other_role = reader_role();
  other_role.principal = known(std::string{"somebody else"});
  CHECK_FALSE(fetches(open() + Pieces{other_role}));
  auto weak_role = reader_role();
  weak_role.role = "Reader";
  CHECK_FALSE(fetches(open() + Pieces{weak_role}));
  CHECK_FALSE(fetches(open() + kv_closed));
  CHECK(fetches(open() + connected() + kv_closed + integrated));
  CHECK_FALSE(fetches(open() + connected() + kv_closed));
}

TEST_CASE("a slot fetches with its own identity", "[rollout][A-192][A-211]") {
  auto slot = app_with_references();
  slot.id = slot.id.child("slots", "blue");
  slot.name = "blue";
  const auto asked_by_slot = [&] {
    const auto net = network(open() + Pieces{slot});
    const azure::Site& found = *net.site(slot.id);
    return rollout::can_fetch(net, found, found.references.front());
  };
  CHECK(asked_by_slot() == std::optional(true));  // the same principal, for comparison
  slot.principal = "principal of the slot";
  CHECK(asked_by_slot() == std::optional(false));
  slot.identity = false;
  CHECK(asked_by_slot() == std::optional(false));
}

TEST_CASE("a vault of the policy model asks its policies", "[rollout][A-211]") {
  auto by_policy = vault("kv1");
  by_policy.rbac = false;
  CHECK_FALSE(fetches(open() + Pieces{by_policy}));
  by_policy.policy_principals = {"principal1"};
  CHECK(fetches(open() + Pieces{by_policy}));
}

TEST_CASE("an unknown principal may be the app's", "[rollout][A-211]") {
  auto unknown_role = reader_role();
  unknown_role.principal = unknown<std::string>("$ID");
  CHECK(fetches(open() + Pieces{unknown_role}));
}

TEST_CASE("fetching through what the model cannot follow is not certain", "[rollout][R-02]") {
  const auto with_gap = [](const char* type) { return Pieces{azure::Gap{"az magic", {type}, {}}}; };
  for (const char* type : {"*", "microsoft.keyvault/vaults", "microsoft.web/sites",
                           "microsoft.authorization/roleassignments"}) {
    CAPTURE(type);
    CHECK_FALSE(asked(open() + with_gap(type)).has_value());
  }
  CHECK(fetches(open() + with_gap("microsoft.sql/servers")));
}

TEST_CASE("what is not certain of a step leaves every state it allows", "[rollout][A-212]") {
  using rollout::Doubtful;
  using States = std::set<References>;
  const States maybe = rollout::next_states({References::resolved}, {true, std::nullopt, true});
  CHECK(maybe == States{References::resolved, References::denied});
  CHECK(rollout::certain(maybe) == References::unknown);
  // A fetch that certainly succeeds ends the doubt, one that certainly fails too.
  CHECK(rollout::certain(rollout::next_states(maybe, {true, true, true})) == References::resolved);
  CHECK(rollout::certain(rollout::next_states(maybe, {true, false, true})) == References::denied);
  CHECK(rollout::next_states({References::resolved}, {true, false, std::nullopt}) ==
        States{References::cached, References::denied});
}
