// Service endpoint policies and their definitions (N-186).

#include <array>

#include "generic.h"
#include "input/types.h"

namespace airtight::input::az {
namespace {

Result<Value> create_policy(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("properties", make_object(call.place()));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

void policy_set_options(Value& body, const Call& call) {
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
  policy_set_options(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_definition(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  policy_set_options(body, call);
  return store(call, *id, std::move(body));
}

constexpr std::array endpoint_policy_rows{
    Command{"network service-endpoint policy create", types::endpoint_policies,
            "--name -n ! ^; @G @l @t", create_policy},
    Command{"network service-endpoint policy update", types::endpoint_policies,
            "--name -n ! ^; @G @t @u @ids", update},
    Command{"network service-endpoint policy show", types::endpoint_policies,
            "--name -n ! ^; @G @ids; --expand", show},
    Command{"network service-endpoint policy list", types::endpoint_policies, "@g", list},
    Command{"network service-endpoint policy delete", types::endpoint_policies,
            "--name -n ! ^; @G @ids", remove},
    Command{"network service-endpoint policy-definition create", types::definitions,
            "--policy-name ! ^; --name -n ! ^; @G; --service; --service-resources *; "
            "--description",
            create_definition},
    Command{"network service-endpoint policy-definition update", types::definitions,
            "--policy-name ! ^; --name -n ! ^; @G @u @ids; --service; --service-resources *; "
            "--description",
            update_definition},
    Command{"network service-endpoint policy-definition show", types::definitions,
            "--policy-name ! ^; --name -n ! ^; @G @ids", show},
    Command{"network service-endpoint policy-definition list", types::definitions,
            "--policy-name ! ^; @G", list},
    Command{"network service-endpoint policy-definition delete", types::definitions,
            "--policy-name ! ^; --name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> endpoint_policy_commands() { return endpoint_policy_rows; }

}  // namespace airtight::input::az
