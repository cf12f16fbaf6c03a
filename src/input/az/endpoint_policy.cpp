// Service endpoint policies and their definitions (N-186).

#include <array>

#include "generic.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view policies = "Microsoft.Network/serviceEndpointPolicies";
constexpr std::string_view definitions =
    "Microsoft.Network/serviceEndpointPolicies/serviceEndpointPolicyDefinitions";

Result<Value> create(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("properties", make_object(call.place()));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

void set_options(Value& body, const Call& call) {
  set_text(body, "properties.service", call, "service");
  set_text(body, "properties.description", call, "description");
  set_list(body, "properties.serviceResources", call, "service-resources");
}

Result<Value> create_definition(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto policy = require(call, id->parent(), call.place_of("policy-name"), false);
  if (!policy) return tl::unexpected<Error>(policy.error());
  Value body = make_object(call.place_of("name"));
  set_options(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_definition(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_options(body, call);
  return store(call, *id, std::move(body));
}

constexpr std::array rows{
    Command{"network service-endpoint policy create", policies, "--name -n ! ^; @G @l @t", create},
    Command{"network service-endpoint policy update", policies, "--name -n ! ^; @G @t @u @ids",
            update},
    Command{"network service-endpoint policy show", policies, "--name -n ! ^; @G @ids; --expand",
            show},
    Command{"network service-endpoint policy list", policies, "@g", list},
    Command{"network service-endpoint policy delete", policies, "--name -n ! ^; @G @ids", remove},
    Command{"network service-endpoint policy-definition create", definitions,
            "--policy-name ! ^; --name -n ! ^; @G; --service; --service-resources *; "
            "--description",
            create_definition},
    Command{"network service-endpoint policy-definition update", definitions,
            "--policy-name ! ^; --name -n ! ^; @G @u @ids; --service; --service-resources *; "
            "--description",
            update_definition},
    Command{"network service-endpoint policy-definition show", definitions,
            "--policy-name ! ^; --name -n ! ^; @G @ids", show},
    Command{"network service-endpoint policy-definition list", definitions, "--policy-name ! ^; @G",
            list},
    Command{"network service-endpoint policy-definition delete", definitions,
            "--policy-name ! ^; --name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> endpoint_policy_commands() { return rows; }

}  // namespace airtight::input::az
