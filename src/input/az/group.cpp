// Resource groups.

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "symbols.h"

namespace airtight::input::az {
namespace {

azure::ResourceId named_group(const Call& call) {
  return group_id(call.session, segment(call.text("name")));
}

Result<Value> create_group(Call& call) {
  const azure::ResourceId id = named_group(call);
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  set_tags(body, call);
  put(call.session, id, std::move(body));
  call.session.groups_made.insert(id.key());
  call.session.last_group = call.text("name");
  return shown(call, id);
}

Result<Value> show_group(Call& call) {
  const azure::ResourceId id = named_group(call);
  if (call.session.resources.find(id) != nullptr) return shown(call, id);
  if (!call.session.groups_made.empty())
    warn(call.session, call.place(),
         "resource group \"" + call.text("name") + "\" is never created here; it is taken to exist",
         {"I-420"});
  Value stub = make_object(call.place());
  stub.set("id", id_value(id, call.place()));
  stub.set("name", make_string(call.text("name")));
  stub.set("$external", make_bool(true));
  return stub;
}

Result<Value> exists(Call& call) {
  const azure::ResourceId id = named_group(call);
  if (call.session.resources.find(id) != nullptr) return make_bool(true);
  return make_unknown("$(az group exists)", "the resource group is not in the input", call.place());
}

// Which group an unknown name is, nobody knows; one this session made under that name is itself.
bool is_undecided_group(const Session& session, const azure::ResourceId& id) {
  if (!is_symbolic(session, id)) return false;
  return !session.groups_made.contains(id.key()) ||
         std::ranges::any_of(session.resources.all(), [&](const auto& entry) {
           return !entry.first.resource_group().empty() && !id.contains(entry.first) &&
                  !is_symbolic(session, entry.first);
         });
}

Result<Value> remove_group(Call& call) {
  const azure::ResourceId id = named_group(call);
  if (is_undecided_group(call.session, id)) {
    warn(call.session, call.place(), "which resource group is deleted is not known", {"I-401"});
    add_gap(call.session, call.place(), "az group delete " + call.text("name"), {"*"});
    return Value{};
  }
  bool any = false;
  for (const auto& [other, resource] : call.session.resources.all())
    any = any || id.contains(other);
  if (!any) {
    warn(call.session, call.place(),
         "nothing in the input is in resource group \"" + call.text("name") + "\"", {"T-120"});
  }
  erase(call.session, id);
  call.session.groups_made.erase(id.key());
  return Value{};
}

constexpr std::string_view group_options = "--name --resource-group -n -g !";

constexpr std::array group_rows{
    Command{"group create", types::resource_groups,
            "--name --resource-group -n -g !; --location -l !; --managed-by; @t", create_group},
    Command{"group delete", types::resource_groups,
            "--name --resource-group -n -g !; --force-deletion-types -f *", remove_group},
    Command{"group show", types::resource_groups, group_options, show_group},
    Command{"group exists", types::resource_groups, group_options, exists},
};

}  // namespace

std::span<const Command> group_commands() { return group_rows; }

}  // namespace airtight::input::az
