#include "site.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "app_plan.h"
#include "input/types.h"
#include "references.h"
#include "subnet.h"
#include "symbol.h"

namespace airtight::input::az {
namespace {

// by name in the app's group first, then anywhere; several elsewhere are ambiguous.
Result<azure::ResourceId> integration_network(Call& call, const azure::ResourceId& site) {
  const shell::Word& word = *call.options.word("vnet");
  if (is_id(word.text)) return reference(call, word, types::networks);
  azure::ResourceId beside =
      azure::make_id(site.subscription(), site.resource_group(), types::networks, word.text);
  if (call.session.resources.find(beside) != nullptr) return beside;
  std::vector<azure::ResourceId> elsewhere;
  for (const auto& [id, resource] : call.session.resources.all()) {
    if (equal_ignoring_case(id.type(), types::networks) &&
        equal_ignoring_case(id.name(), word.text))
      elsewhere.push_back(id);
  }
  if (elsewhere.empty()) return reference(call, word, types::networks);
  if (elsewhere.size() > 1) {
    warn(call.session, word.place,
         "several virtual networks are called \"" + word.text + "\"; the first is taken, " +
             elsewhere.front().text(),
         {"A-046"});
  }
  return elsewhere.front();
}

Result<azure::ResourceId> integration_subnet(Call& call, const azure::ResourceId& site) {
  const shell::Word& subnet = *call.options.word("subnet");
  if (is_id(subnet.text)) return reference(call, subnet, types::subnets);
  if (!call.has("vnet")) {
    return refuse(
        subnet.place,
        "--subnet is the name \"" + subnet.text + "\"; it needs --vnet or must be a resource id",
        {"I-406"});
  }
  auto network = integration_network(call, site);
  if (!network) return network;
  return reference_below(call, subnet, *network, "subnets");
}

Result<Value> check_empty(const Call& call, const azure::ResourceId& subnet) {
  for (const std::string_view type :
       {"Microsoft.Network/privateEndpoints", "Microsoft.Network/networkInterfaces"}) {
    const std::string name = occupant(call.session, subnet, type);
    if (name.empty()) continue;
    return refuse(call.place_of("subnet"),
                  "subnet \"" + std::string(subnet.name()) + "\" holds \"" + name +
                      "\"; an app cannot share its integration subnet",
                  {"N-014"});
  }
  return Value{};
}

// The command adds the delegation that is missing; a delegation to another service stays in the
// way.
Result<Value> delegate_to_web(Call& call, const azure::ResourceId& subnet) {
  Value body = current(call.session, subnet);
  if (is_delegated_to_web(body)) return Value{};
  const auto services = delegations(body);
  if (!services.empty())
    return refuse(call.place_of("subnet"),
                  "subnet \"" + std::string(subnet.name()) + "\" is delegated to " +
                      services.front() + "; integration needs Microsoft.Web/serverFarms",
                  {"A-046"});
  if (is_true(call, "skip-delegation-check")) return Value{};
  Value list = make_array(call.place());
  list.array()->push_back(make_delegation("delegation", "Microsoft.Web/serverFarms", call.place()));
  body.set_path("properties.delegations", std::move(list));
  put(call.session, subnet, std::move(body));
  return Value{};
}

}  // namespace

Result<azure::ResourceId> existing_site(Call& call) {
  auto site = existing_target(call);
  const shell::Word* slot = call.options.word("slot");
  if (!site || slot == nullptr) return site;
  return reference_below(call, *slot, *site, "slots");
}

azure::ResourceId config_of(const azure::ResourceId& site, std::string_view name) {
  return site.child("config", name);
}

void set_config(Session& session, const azure::ResourceId& site, std::string_view member,
                Value value) {
  const azure::ResourceId id = config_of(site, "web");
  Value body = current(session, id);
  body.set_path("properties." + std::string(member), std::move(value));
  put(session, id, std::move(body));
}

Result<Value> integrate(Call& call, const azure::ResourceId& site, Value& body) {
  if (const Value* farm = body.at_path("properties.serverFarmId");
      farm != nullptr && farm->string() != nullptr) {
    auto big_enough = check_plan_integrates(call, azure::ResourceId(*farm->string()));
    if (!big_enough) return big_enough;
  }
  const auto subnet = integration_subnet(call, site);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  auto empty = check_empty(call, *subnet);
  if (!empty) return empty;
  auto delegated = delegate_to_web(call, *subnet);
  if (!delegated) return delegated;
  body.set_path("properties.virtualNetworkSubnetId", id_value(*subnet, call.place_of("subnet")));
  // Current releases write route-all in both places; nothing in the command turns it off.
  body.set_path("properties.vnetRouteAllEnabled", make_bool(true, call.place()));
  set_config(call.session, site, "vnetRouteAllEnabled", make_bool(true, call.place()));
  return Value{};
}

Value assign_system_identity(Value& body, const azure::ResourceId& resource, const Place& place) {
  const Value* before = body.at_path("identity.type");
  const bool user = before != nullptr && before->string() != nullptr &&
                    before->string()->find("UserAssigned") != std::string::npos;
  Value principal = make_string(guid_symbol("principal of " + resource.key()), place);
  body.set_path("identity.type",
                make_string(user ? "SystemAssigned, UserAssigned" : "SystemAssigned", place));
  body.set_path("identity.principalId", principal);
  return principal;
}

void assign_role(Session& session, std::string_view scope, const Value& role,
                 const Value& principal, const Place& place, const std::string& principal_type) {
  const auto text = [](const Value& value) {
    return value.string() != nullptr ? *value.string() : to_json(value);
  };
  const azure::ResourceId id(
      std::string(scope) + "/providers/Microsoft.Authorization/roleAssignments/" +
      guid_symbol(to_lower(scope) + "|" + text(role) + "|" + text(principal)));
  Value body = make_object(place);
  body.set_path("properties.roleDefinitionId", role);
  body.set_path("properties.principalId", principal);
  if (!principal_type.empty())
    body.set_path("properties.principalType", make_string(principal_type, place));
  body.set_path("properties.scope", make_string(std::string(scope), place));
  put(session, id, std::move(body));
}

}  // namespace airtight::input::az
