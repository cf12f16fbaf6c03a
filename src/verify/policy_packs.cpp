#include <airtight/verify/policy.h>

namespace airtight::verify {

// MCSB NS-2 asks that services be secured by private links and public access be off; what packets
// do decides here, not the switches.
Policy isolated_backends(const model::Network& network) {
  Policy policy;
  for (const azure::Site& site : network.written().sites) {
    for (const model::BackEnd* back_end : dependencies(network, site)) {
      Assertion assertion;
      assertion.back_end = display_name(network, *back_end);
      assertion.app = site.id.text();
      assertion.id = "isolated-backend/" + site.name + "/" + assertion.back_end;
      assertion.rule = std::string(isolated_backend_pack);
      assertion.title = assertion.back_end + " is isolated for " + site.name;
      assertion.controls = {"MCSB NS-2"};
      assertion.where = site.where;
      policy.assertions.push_back(std::move(assertion));
    }
  }
  return policy;
}

}  // namespace airtight::verify
