#include "rollout/actions.h"

#include "rollout/tutorial.h"

using namespace airtight;
using namespace airtight::tutorial;
using rollout::References;

namespace {

std::string states(const Pieces& pieces, References references) {
  const auto net = network(pieces);
  return tutorial::in_words(
      rollout::app_states(net, *net.site(app("app1").id), {references}, profile()));
}

}  // namespace

TEST_CASE("what each variant shows is the table of the tutorial", "[rollout][T-140]") {
  CHECK(states(open(), References::resolved) == all_work);
  CHECK(states(open() + connected() + cs_closed, References::resolved) == detect_fails);
  CHECK(states(open() + connected() + cs_closed + kv_closed, References::cached) == detect_fails);
  CHECK(states(open() + connected() + cs_closed + kv_closed, References::denied) == unresolved);
  CHECK(states(open() + connected() + cs_closed + kv_closed + integrated, References::denied) ==
        unresolved);
  CHECK(states(open() + connected() + cs_closed + kv_closed + integrated, References::resolved) ==
        all_work);
}

TEST_CASE("a setting that is missing shows as each variant's own", "[rollout][T-140][T-003]") {
  CHECK(states(open() + Pieces{app("app1")}, References::none) ==
        "php: page 200 detect 500; dotnet: page 500 detect 500; "
        "javascript: page 200 detect 200ERR; python: page 200 detect 500");
}

TEST_CASE("a profile fits an app that has its settings", "[rollout]") {
  const auto net = network(open() + Pieces{app("app2")});
  CHECK(rollout::fits(*net.site(app("app1").id), profile()));
  CHECK_FALSE(rollout::fits(*net.site(app("app2").id), profile()));
}

TEST_CASE("a result that depends on what is not known is a question mark", "[rollout][R-02]") {
  const auto net = network(open());
  const std::set<References> possible{References::resolved, References::denied};
  CHECK(tutorial::in_words(
            rollout::app_states(net, *net.site(app("app1").id), possible, profile())) ==
        "php: page ? detect ?; dotnet: page ? detect ?; "
        "javascript: page 200 detect ?; python: page 200 detect ?");
  const auto all_unknown =
      "php: page ? detect ?; dotnet: page ? detect ?; "
      "javascript: page ? detect ?; python: page ? detect ?";
  CHECK(states(open() + Pieces{azure::Gap{"az webapp magic", {"microsoft.web/sites"}, {}}},
               References::resolved) == all_unknown);
}
