#include "generic.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "output.h"
#include "symbols.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

bool mentions(const Value& value, const azure::ResourceId& id, int depth) {
  if (depth > 50) return false;
  if (const auto* text = value.string())
    return is_id(*text) && id.contains(azure::ResourceId(*text));
  if (const Array* array = value.array()) {
    return std::ranges::any_of(*array,
                               [&](const Value& each) { return mentions(each, id, depth + 1); });
  }
  if (const Object* object = value.object()) {
    return std::ranges::any_of(
        *object, [&](const Member& member) { return mentions(member.value, id, depth + 1); });
  }
  return false;
}

// What may not be deleted while another resource of these types points to it or into it.
struct Use {
  std::string_view type;
  std::string_view user;
};
constexpr std::array uses{
    Use{"Microsoft.Network/virtualNetworks", "Microsoft.Network/privateEndpoints"},
    Use{"Microsoft.Network/virtualNetworks", "Microsoft.Network/networkInterfaces"},
    Use{"Microsoft.Network/virtualNetworks", "Microsoft.Web/sites"},
    Use{"Microsoft.Network/virtualNetworks/subnets", "Microsoft.Network/privateEndpoints"},
    Use{"Microsoft.Network/virtualNetworks/subnets", "Microsoft.Network/networkInterfaces"},
    Use{"Microsoft.Network/virtualNetworks/subnets", "Microsoft.Web/sites"},
    Use{"Microsoft.Network/networkSecurityGroups", "Microsoft.Network/virtualNetworks/subnets"},
    Use{"Microsoft.Network/networkSecurityGroups", "Microsoft.Network/networkInterfaces"},
    Use{"Microsoft.Network/routeTables", "Microsoft.Network/virtualNetworks/subnets"},
    Use{"Microsoft.Network/natGateways", "Microsoft.Network/virtualNetworks/subnets"},
    Use{"Microsoft.Web/serverfarms", "Microsoft.Web/sites"},
};

}  // namespace

std::string user_of(const Session& session, const azure::ResourceId& id) {
  for (const Use& use : uses) {
    if (!equal_ignoring_case(use.type, id.type())) continue;
    for (const Value* user : session.resources.of_type(use.user)) {
      const Value* properties = user->find("properties");
      if (properties != nullptr && mentions(*properties, id, 0))
        return std::string(use.user) + " \"" + *user->find("name")->string() + "\"";
    }
  }
  if (equal_ignoring_case(id.type(), "Microsoft.Network/privateDnsZones")) {
    const auto links = children(session, id, "virtualNetworkLinks");
    if (!links.empty()) return "its virtual network link \"" + std::string(links[0].name()) + "\"";
  }
  return {};
}

Value shown(const Call& call, const azure::ResourceId& id) {
  return cli_shape(call.session.resources, id);
}

Value store(Call& call, const azure::ResourceId& id, Value body) {
  apply_generic_update(call, body);
  put(call.session, id, std::move(body));
  return shown(call, id);
}

Value shown_as(const Call& call, const azure::ResourceId& id, std::string_view member) {
  Value wrapped = make_object();
  wrapped.set(member, shown(call, id));
  return wrapped;
}

Result<Value> show(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return shown(call, *id);
}

Result<Value> list(Call& call) {
  const auto parent = target(call);
  if (!parent) return tl::unexpected<Error>(parent.error());
  Value all = make_array();
  for (const auto& [id, resource] : call.session.resources.all()) {
    if (!equal_ignoring_case(id.type(), call.command.type)) continue;
    if (!parent->empty() && id.parent() != *parent) continue;
    if (call.has("resource-group") && !equal_ignoring_case(id.resource_group(), group(call)))
      continue;
    all.array()->push_back(shown(call, id));
  }
  if (all.array()->empty() && call.session.groups_made.empty()) {
    return make_unknown("$(az " + std::string(call.command.words) + ")",
                        "there may be resources outside the input", call.place());
  }
  return all;
}

Result<Value> remove(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return remove_one(call, *id);
}

Result<Value> remove_one(Call& call, const azure::ResourceId& id) {
  const bool of_group = is_record_set(id) && has_group_records(call.session, id.parent());
  if (call.session.resources.find(id) == nullptr && !of_group) {
    warn(call.session, call.place(),
         id.type() + " \"" + std::string(id.name()) + "\" does not exist; nothing is deleted");
    return Value{};
  }
  const std::string user = user_of(call.session, id);
  if (!user.empty())
    return refuse(call, "\"" + std::string(id.name()) + "\" is in use by " + user, {"A-008"});
  note_record_gone(call.session, id);
  note_link_gone(call.session, id);
  lose_records(call.session, id, call.place());
  lose_links(call.session, id);
  erase(call.session, id);
  return Value{};
}

Result<Value> update(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value resource = current(call.session, *id);
  apply_generic_update(call, resource);
  set_tags(resource, call);
  put(call.session, *id, std::move(resource));
  return shown(call, *id);
}

void note_unread(Call& call, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!call.has(key)) continue;
    const std::string option = "az " + std::string(call.command.words) + " --" + std::string(key);
    warn(call.session, call.place_of(key), "what " + option + " changes is not followed",
         {"I-404"});
    add_gap(call.session, call.place_of(key), option, types_of(call.command));
  }
}

Result<Value> nothing(Call&) { return Value{}; }

}  // namespace airtight::input::az
