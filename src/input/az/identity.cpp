// Managed identities and role assignments.

#include <array>

#include "generic.h"
#include "input/types.h"
#include "site.h"
#include "symbol.h"

namespace airtight::input::az {
namespace {

Result<Value> create_identity(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("properties.principalId",
                make_string(guid_symbol("principal of " + id->key()), call.place()));
  body.set_path("properties.clientId",
                make_string(guid_symbol("client of " + id->key()), call.place()));
  body.set_path("properties.tenantId", make_string(call.session.tenant, call.place()));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> create_assignment(Call& call) {
  std::string scope = call.text("scope");
  if (!call.has("scope")) {
    scope = "/subscriptions/" + call.session.subscription;
    if (call.has("resource-group")) scope += "/resourceGroups/" + group(call);
  }
  Value principal = text_value(call, "assignee-object-id");
  if (!call.has("assignee-object-id")) principal = text_value(call, "assignee");
  if (principal.is_null())
    return refuse(call, "--assignee or --assignee-object-id is missing", {"I-404"});
  if (principal.string() != nullptr && principal.string()->empty()) {
    return refuse(call.place_of("assignee-object-id"),
                  "the assignee is empty; the command before it found no id", {"TD-09"});
  }
  if (const shell::Word* word = call.options.word("scope"); word != nullptr && word->unknown) {
    warn(call.session, word->place, "the scope of the role is unknown", {"I-401"});
    add_gap(call.session, word->place, "az role assignment create",
            {"microsoft.authorization/roleassignments"});
    return Value{};
  }
  assign_role(call.session, scope, text_value(call, "role"), principal, call.place(),
              call.text("assignee-principal-type"));
  Value answer = make_object();
  answer.set("principalId", principal);
  answer.set("scope", make_string(scope));
  return answer;
}

constexpr std::array identity_rows{
    Command{"identity create", types::identities, "--name -n ! ^; @G @l @t", create_identity},
    Command{"identity show", types::identities, "--name -n ! ^; @G @ids", show},
    Command{"identity list", types::identities, "@g", list},
    Command{"identity delete", types::identities, "--name -n ! ^; @G @ids", remove},
    Command{"role assignment create", "Microsoft.Authorization/roleAssignments",
            "--role !; --assignee; --assignee-object-id; --assignee-principal-type "
            "{User|Group|ServicePrincipal|ForeignGroup}; --scope; @g; --description; --condition; "
            "--condition-version; --name -n",
            create_assignment},
};

}  // namespace

std::span<const Command> identity_commands() { return identity_rows; }

}  // namespace airtight::input::az
