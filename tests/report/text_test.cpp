#include <airtight/report/text.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

std::string explained(const azure::Service& target) {
  const auto net = network({target});
  return report::text_explain(verify::examine(net, verify::find_workload(net, "internet").value(),
                                              verify::find_target(net, target.name).value()),
                              false);
}

bool mentions(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a refusal at the public edge is told as the client sees it",
          "[report][E-037][E-132][E-004]") {
  CHECK(mentions(explained(vault("kv1", closed_rules())),
                 "a client with a credential sees 403 ForbiddenByFirewall: \"Client address is not "
                 "authorized and caller is not a trusted service\" [KV-06]"));
  auto bus = service("Microsoft.ServiceBus/namespaces", "bus1");
  bus.public_network_access = known(azure::PublicNetworkAccess::disabled);
  CHECK(mentions(explained(bus),
                 "a client sees 401: \"Ip has been prevented to connect to the endpoint\""));
}

TEST_CASE("what is not refused, or by nothing on record, has no symptom", "[report]") {
  CHECK_FALSE(mentions(explained(vault("kv1")), "sees"));
  auto search = service("Microsoft.Search/searchServices", "s1");
  search.public_network_access = known(azure::PublicNetworkAccess::disabled);
  CHECK_FALSE(mentions(explained(search), "sees"));
}
