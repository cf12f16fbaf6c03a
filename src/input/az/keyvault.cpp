// Key vaults and what of their secrets the network needs.

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "network_rules.h"
#include "scrub.h"
#include "symbol.h"

namespace airtight::input::az {
namespace {

Value user_policy(const Call& call) {
  Value policy = make_object(call.place());
  policy.set("tenantId", make_string(call.session.tenant, call.place()));
  policy.set("objectId", make_unknown("signed-in user's id",
                                      "only a live subscription knows who runs the script"));
  Value all = make_array();
  all.array()->push_back(make_string("all"));
  policy.set_path("permissions.secrets", std::move(all));
  return policy;
}

Value integer(const Call& call, std::string_view key, std::int64_t otherwise) {
  const std::string text = call.text(key);
  const bool digits =
      !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
  return make_int(digits ? std::stoi(text) : otherwise, call.place_of(key));
}

// Current releases refuse to create a vault that exists, older ones write it anew.
Result<Value> create_again(Call& call, const azure::ResourceId& id) {
  warn(call.session, call.place(),
       "vault \"" + std::string(id.name()) +
           "\" exists already; whether it is written anew depends on the release",
       {"I-004"});
  add_gap(call.session, call.place(), "az keyvault create", {"microsoft.keyvault/vaults"});
  return shown(call, id);
}

// A deleted vault stays recoverable for its retention days, so `keyvault recover` brings it back.
Result<Value> remove_vault(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto removed = remove_one(call, *id);
  if (!removed) return removed;
  for (const auto& [each, resource] : call.session.undo.resources) {
    if (id->contains(each) && resource != nullptr) call.session.deleted[each] = resource;
  }
  return removed;
}

Result<Value> recover(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  std::vector<std::pair<azure::ResourceId, std::shared_ptr<const Value>>> back;
  for (const auto& [each, resource] : call.session.deleted) {
    if (equal_ignoring_case(each.type(), types::vaults)
            ? equal_ignoring_case(each.name(), id->name())
            : equal_ignoring_case(each.parent().name(), id->name()))
      back.emplace_back(each, resource);
  }
  if (back.empty()) {
    warn(call.session, call.place(),
         "vault \"" + std::string(id->name()) + "\" was deleted outside the input", {"I-420"});
    add_gap(call.session, call.place(), "az keyvault recover", {"microsoft.keyvault/vaults"});
    const auto stub = require(call, *id, call.place(), true);
    if (!stub) return tl::unexpected<Error>(stub.error());
    return shown(call, *id);
  }
  for (const auto& [each, resource] : back) put(call.session, each, *resource);
  return shown(call, *id);
}

Result<Value> purge(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  std::erase_if(call.session.deleted, [&](const auto& entry) { return id->contains(entry.first); });
  return Value{};
}

// E-031: networkAcls are always sent.
Result<Value> create_vault(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (call.session.resources.find(*id) != nullptr && !is_external(call.session, *id))
    return create_again(call, *id);
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  set_tags(body, call);
  body.set_path("properties.tenantId", make_string(call.session.tenant, call.place()));
  body.set_path("properties.sku.family", make_string("A", call.place()));
  body.set_path("properties.sku.name",
                call.has("sku") ? text_value(call, "sku") : make_string("standard", call.place()));
  // Current releases turn role-based access on unless told otherwise.
  const Value rbac = boolean_value(call, "enable-rbac-authorization", true);
  Value policies = make_array(call.place());
  if (rbac.boolean() != nullptr && !*rbac.boolean() && !is_true(call, "no-self-perms"))
    policies.array()->push_back(user_policy(call));
  body.set_path("properties.accessPolicies", std::move(policies));
  body.set_path("properties.enableSoftDelete", make_bool(true, call.place()));
  body.set_path("properties.softDeleteRetentionInDays", integer(call, "retention-days", 90));
  body.set_path("properties.enableRbacAuthorization", rbac);
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  body.set_path("properties.networkAcls.bypass", call.has("bypass")
                                                     ? text_value(call, "bypass")
                                                     : make_string("AzureServices", call.place()));
  body.set_path("properties.networkAcls.defaultAction", call.has("default-action")
                                                            ? text_value(call, "default-action")
                                                            : make_string("Allow", call.place()));
  auto ruled = set_initial_rules(call, body);
  if (!ruled) return ruled;
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// E-031: one field of the rules changes, all else stays, publicNetworkAccess too (TD-07).
Result<Value> update_vault(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  if (call.has("default-action") || call.has("bypass")) {
    // N-321: it sends AzureServices with any of the two, unless it is told otherwise.
    if (!is_external(call.session, *id))
      body.set_path("properties.networkAcls.bypass", make_string("AzureServices", call.place()));
    set_text(body, "properties.networkAcls.defaultAction", call, "default-action");
    set_text(body, "properties.networkAcls.bypass", call, "bypass");
  }
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  set_boolean(body, "properties.enableRbacAuthorization", call, "enable-rbac-authorization");
  return store(call, *id, std::move(body));
}

Value permissions(const Call& call, std::string_view key) { return list_value(call, key); }

Result<Value> set_policy(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value policy = make_object(call.place());
  policy.set("tenantId", make_string(call.session.tenant, call.place()));
  policy.set("objectId", call.has("object-id")
                             ? text_value(call, "object-id")
                             : make_unknown("object id of " + call.text("spn") + call.text("upn"),
                                            "the directory is not asked"));
  for (const std::string_view kind : {"secret", "key", "certificate"}) {
    const std::string option = std::string(kind) + "-permissions";
    if (call.has(option))
      policy.set_path("permissions." + std::string(kind) + "s", permissions(call, option));
  }
  Value body = current(call.session, *id);
  Value policies = make_array(call.place());
  if (const Value* before = body.at_path("properties.accessPolicies");
      before != nullptr && before->array() != nullptr)
    policies = *before;
  policies.array()->push_back(std::move(policy));
  body.set_path("properties.accessPolicies", std::move(policies));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

std::string secret_url(const azure::ResourceId& id, std::string_view version) {
  std::string url = "https://" + to_lower(id.parent().name()) + ".vault.azure.net/secrets/" +
                    std::string(id.name());
  if (!version.empty()) url += "/" + std::string(version);
  return url;
}

// The value itself is never kept. Its id is (TD-12), versioned by the running number of secrets.
Value secret_shown(const azure::ResourceId& id, const Value& body) {
  const Value* version = body.find("$version");
  const std::string text = version != nullptr && version->string() ? *version->string() : "";
  Value secret = make_object();
  secret.set("id", make_string(secret_url(id, text)));
  secret.set("name", make_string(std::string(id.name())));
  secret.set("value", make_string("[dropped]"));
  return secret;
}

Result<Value> set_secret(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto vault = require(call, id->parent(), call.place_of("vault-name"), false);
  if (!vault) return tl::unexpected<Error>(vault.error());
  Value body = make_object(call.place_of("name"));
  body.set("properties", make_object(call.place()));
  const shell::Word* value = call.options.word("value");
  if (value != nullptr && !value->unknown && !value->secret &&
      is_resource_name(call.session, value->text))
    body.set_path("properties.resourceName", make_string(value->text, value->place));
  body.set("$version",
           make_string(hex_symbol(id->key() + "#" + std::to_string(++call.session.secrets))));
  put(call.session, *id, body);
  return secret_shown(*id, body);
}

Result<Value> show_secret(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return secret_shown(*id, current(call.session, *id));
}

constexpr std::string_view vault_rule_options =
    "--name -n ! ^; @g @ids; --ip-address *; --subnet; --vnet-name";

constexpr std::array keyvault_rows{
    Command{"keyvault create", types::vaults,
            "--name -n ! ^; @G @l @t; --sku {standard|premium}; --enable-rbac-authorization ?; "
            "--default-action {Allow|Deny}; --bypass {AzureServices|None}; "
            "--public-network-access {Enabled|Disabled}; --network-acls ~; --network-acls-ips *; "
            "--network-acls-vnets *; --retention-days; --enable-purge-protection ?; "
            "--enabled-for-deployment ?; --enabled-for-disk-encryption ?; "
            "--enabled-for-template-deployment ?; --no-self-perms ?; --administrators *; "
            "--enable-soft-delete ?",
            create_vault},
    Command{"keyvault update", types::vaults,
            "--name -n ! ^; @g @u @ids; --default-action {Allow|Deny}; "
            "--bypass {AzureServices|None}; --public-network-access {Enabled|Disabled}; "
            "--enable-rbac-authorization ?; --retention-days; --enable-purge-protection ?; "
            "--enabled-for-deployment ?; --enabled-for-disk-encryption ?; "
            "--enabled-for-template-deployment ?; --enable-soft-delete ?",
            update_vault},
    Command{"keyvault show", types::vaults, "--name -n ! ^; @g @ids", show},
    Command{"keyvault list", types::vaults, "@g; --resource-type", list},
    Command{"keyvault delete", types::vaults, "--name -n ! ^; @g @ids", remove_vault},
    Command{"keyvault recover", types::vaults, "--name -n ! ^; @g @l", recover},
    Command{"keyvault purge", types::vaults, "--name -n ! ^; @g @l", purge},
    Command{"keyvault network-rule add", types::vaults, vault_rule_options, add_network_rule},
    Command{"keyvault network-rule remove", types::vaults, vault_rule_options, remove_network_rule},
    Command{"keyvault set-policy", types::vaults,
            "--name -n ! ^; @g @ids; --object-id; --spn; --upn; --application-id; "
            "--secret-permissions *; --key-permissions *; --certificate-permissions *; "
            "--storage-permissions *",
            set_policy},
    Command{
        "keyvault secret set", types::secrets,
        "--vault-name ! ^; --name -n ! ^; --value ~; --file -f; --encoding -e; --description ~; "
        "--content-type; --expires; --not-before; --disabled ?; @t",
        set_secret, true},
    Command{"keyvault secret show", types::secrets,
            "--vault-name ! ^; --name -n ! ^; --version -v; @ids", show_secret, true},
};

}  // namespace

std::span<const Command> keyvault_commands() { return keyvault_rows; }

}  // namespace airtight::input::az
