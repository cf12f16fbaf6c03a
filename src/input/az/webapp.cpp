// App Service and Functions apps: making them, integrating them, their identity.

#include <airtight/base/text.h>

#include <array>

#include "app_plan.h"
#include "generic.h"
#include "input/types.h"
#include "scrub.h"
#include "site.h"
#include "symbol.h"

namespace airtight::input::az {
namespace {

// The body of an app nobody changed yet (T-003, A-048).
Value site_body(Call& call, const azure::ResourceId& plan, bool function) {
  const bool linux_plan = is_linux_plan(call.session, plan);
  Value body = make_object(call.place_of("name"));
  const Value farm = current(call.session, plan);
  const Value* place = farm.find("location");
  body.set("location", place != nullptr ? *place : location(call));
  std::string kind = function ? "functionapp" : "app";
  if (linux_plan) kind += ",linux";
  body.set("kind", make_string(kind, call.place()));
  body.set_path("properties.serverFarmId", id_value(plan, call.place()));
  body.set_path("properties.reserved", make_bool(linux_plan, call.place()));
  body.set_path("properties.httpsOnly", boolean_value(call, "https-only", false));
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  set_tags(body, call);
  return body;
}

void give_identity(Call& call, const azure::ResourceId& site, Value& body) {
  if (!call.has("assign-identity")) return;
  const Value principal = assign_system_identity(body, site, call.place());
  if (call.has("role") && call.has("scope")) {
    assign_role(call.session, call.text("scope"), text_value(call, "role"), principal,
                call.place());
  }
}

Result<Value> finish_site(Call& call, const azure::ResourceId& site, Value body) {
  if (call.has("subnet")) {
    auto integrated = integrate(call, site, body);
    if (!integrated) return integrated;
  }
  give_identity(call, site, body);
  put(call.session, site, std::move(body));
  return shown(call, site);
}

Result<Value> create_app(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto plan = reference(call, *call.options.word("plan"), types::plans);
  if (!plan) return tl::unexpected<Error>(plan.error());
  return finish_site(call, *id, site_body(call, *plan, false));
}

bool wants_linux(const Call& call) {
  const std::string os = to_lower(call.text("os-type"));
  return os == "linux";
}

// T-003: the plan is --plan or a name the command invents; Windows unless an option says Linux.
// Which of the two a runtime becomes without a flag is the release's choice.
Result<azure::ResourceId> plan_for_up(Call& call) {
  const std::string name =
      call.has("plan")
          ? call.text("plan")
          : "invented_plan_" + hex_symbol(group(call) + "/" + call.text("name")).substr(0, 4);
  azure::ResourceId plan = id_in_group(call, types::plans, name);
  if (call.session.resources.find(plan) != nullptr) return plan;
  const azure::AppPlan* sku = azure::app_plan(call.has("sku") ? call.text("sku") : "P1V3");
  if (!sku)
    return refuse(
        call.place_of("sku"),
        "--sku is \"" + call.text("sku") + "\"; expected one of " + join(sku_names(), ", "),
        {"A-004"});
  if (!call.has("plan")) {
    warn(call.session, call.place(),
         "the command invents the name of its plan; \"" + name + "\" stands for it", {"TD-08"});
  }
  put(call.session, plan, plan_body(call, *sku, wants_linux(call), call.place_of("plan")));
  return plan;
}

Result<Value> up(Call& call) {
  if (!call.has("name")) {
    warn(call.session, call.place(), "the command invents the name of its app", {"T-003"});
    call.options.given["name"] = {shell::Word{"invented-app", {}, call.place(), false}};
  }
  const azure::ResourceId home = group_id(call.session, group(call));
  if (call.session.resources.find(home) == nullptr && call.has("location")) {
    Value body = make_object(call.place());
    body.set("location", text_value(call, "location"));
    put(call.session, home, std::move(body));
  }
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (const Value* before = call.session.resources.find(*id)) {  // a second deployment
    put(call.session, *id, Value(*before));
    return shown(call, *id);
  }
  const auto plan = plan_for_up(call);
  if (!plan) return tl::unexpected<Error>(plan.error());
  put(call.session, *id, site_body(call, *plan, false));
  return shown(call, *id);
}

Result<Value> create_function(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  if (call.has("plan")) {
    const auto plan = reference(call, *call.options.word("plan"), types::plans);
    if (!plan) return tl::unexpected<Error>(plan.error());
    return finish_site(call, *id, site_body(call, *plan, true));
  }
  if (!call.has("consumption-plan-location") && !call.has("flexconsumption-location"))
    return refuse(call, "--plan or --consumption-plan-location is missing", {"I-404"});
  // The platform makes a consumption plan of its own.
  const azure::ResourceId plan = id_in_group(call, types::plans, call.text("name") + "Plan");
  Value farm = plan_body(call, *azure::app_plan("Y1"), wants_linux(call), call.place());
  farm.set("location", call.has("consumption-plan-location")
                           ? text_value(call, "consumption-plan-location")
                           : text_value(call, "flexconsumption-location"));
  if (call.has("flexconsumption-location")) {
    farm.set_path("sku.name", make_string("FC1", call.place()));
    farm.set_path("sku.tier", make_string("FlexConsumption", call.place()));
  }
  put(call.session, plan, std::move(farm));
  return finish_site(call, *id, site_body(call, plan, true));
}

// --set may reach into siteConfig, which is an entry of its own.
void move_site_config(Session& session, const azure::ResourceId& site, Value& body) {
  const Value* config = body.at_path("properties.siteConfig");
  if (config == nullptr || config->object() == nullptr) return;
  for (const Member& member : *config->object())
    set_config(session, site, member.key, member.value);
  body.find("properties")->erase("siteConfig");
}

Result<Value> update_site(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_boolean(body, "properties.httpsOnly", call, "https-only");
  set_boolean(body, "properties.clientAffinityEnabled", call, "client-affinity-enabled");
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  apply_generic_update(call, body);
  move_site_config(call.session, *id, body);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> show_site(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return shown(call, *id);
}

Result<Value> add_integration(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  auto integrated = integrate(call, *id, body);
  if (!integrated) return integrated;
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// the older form of integration goes as well.
Result<Value> remove_integration(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  if (Value* properties = body.find("properties")) properties->erase("virtualNetworkSubnetId");
  const azure::ResourceId older = id->child("networkConfig", "virtualNetwork");
  if (call.session.resources.find(older) != nullptr) erase(call.session, older);
  put(call.session, *id, std::move(body));
  return Value{};
}

// "[system]" and ids of user-assigned identities.
Result<Value> assign_identity(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  bool system = !call.has("identities");
  for (const shell::Word& word : call.options.words("identities")) {
    if (word.text == "[system]") {
      system = true;
      continue;
    }
    const auto identity = reference(call, word, "Microsoft.ManagedIdentity/userAssignedIdentities");
    if (!identity) return tl::unexpected<Error>(identity.error());
    Value users = make_object(word.place);
    if (const Value* before = body.at_path("identity.userAssignedIdentities")) users = *before;
    users.set(identity->text(), make_object(word.place));
    body.set_path("identity.userAssignedIdentities", std::move(users));
    if (body.at_path("identity.type") == nullptr)
      body.set_path("identity.type", make_string("UserAssigned", word.place));
  }
  Value principal;
  if (system) principal = assign_system_identity(body, *id, call.place());
  Value identity = body.find("identity") != nullptr ? *body.find("identity") : make_object();
  put(call.session, *id, std::move(body));
  if (system && call.has("scope")) {
    const Value role =
        call.has("role") ? text_value(call, "role") : make_string("Contributor", call.place());
    assign_role(call.session, call.text("scope"), role, principal, call.place());
  }
  return identity;
}

Result<Value> show_identity(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const Value body = current(call.session, *id);
  return body.find("identity") != nullptr ? *body.find("identity") : Value{};
}

// A slot starts as an empty app of the same plan, or with the configuration of another.
Result<Value> create_slot(Call& call) {
  const auto site = existing_target(call);
  if (!site) return tl::unexpected<Error>(site.error());
  const azure::ResourceId id = site->child("slots", call.text("slot"));
  Value body = current(call.session, *site);
  for (const std::string_view member : {"id", "name", "type", "identity"}) body.erase(member);
  if (Value* properties = body.find("properties")) {
    properties->erase("virtualNetworkSubnetId");
    properties->erase("vnetRouteAllEnabled");
  }
  put(call.session, id, std::move(body));
  if (!call.has("configuration-source")) return shown(call, id);
  for (const std::string_view name : {"appsettings", "connectionstrings", "web"}) {
    const Value* config = call.session.resources.find(config_of(*site, name));
    if (config == nullptr) continue;
    Value copy = *config;
    for (const std::string_view member : {"id", "name", "type"}) copy.erase(member);
    put(call.session, config_of(id, name), std::move(copy));
  }
  return shown(call, id);
}

// The app's files are not the network's business, but the app is written.
Result<Value> deploy(Call& call) {
  const auto id = existing_site(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return Value{};
}

constexpr std::string_view app_create_options =
    "--name -n ! ^; --plan -p !; @G @t; --runtime -r; --vnet; --subnet; "
    "--public-network-access {Enabled|Disabled}; --https-only ?; --assign-identity *?; --role; "
    "--scope; --startup-file; --deployment-container-image-name -i; --container-image-name -c; "
    "--container-registry-password ~; --container-registry-user; --container-registry-url; "
    "--docker-registry-server-password -w ~; --docker-registry-server-user -s; "
    "--deployment-local-git -l ?; --deployment-source-branch -b; --deployment-source-url -u; "
    "--multicontainer-config-file; --multicontainer-config-type; --basic-auth";
constexpr std::string_view function_options =
    "--name -n ! ^; --storage-account -s; --plan -p; @G @t; --consumption-plan-location -c; "
    "--flexconsumption-location -f; --runtime; --runtime-version; --functions-version; --os-type; "
    "--vnet; --subnet; --https-only ?; --assign-identity *?; --role; --scope; --app-insights; "
    "--app-insights-key ~; --disable-app-insights ?; --deployment-container-image-name -i; "
    "--image; "
    "--deployment-local-git -l ?; --deployment-source-branch -b; --deployment-source-url -u; "
    "--registry-password -w ~; --registry-username -d; --docker-registry-server-password ~; "
    "--docker-registry-server-user";
constexpr std::string_view app_update_options =
    "--name -n ! ^; @G @u @ids; --slot -s; --https-only ?; --client-affinity-enabled ?; "
    "--public-network-access {Enabled|Disabled}; --force-dns-registration ?; "
    "--skip-custom-domain-verification ?; --skip-dns-registration ?; --ttl-in-seconds ?; "
    "--minimum-elastic-instance-count -i; --prewarmed-instance-count -w; --plan; --basic-auth";
constexpr std::string_view integration_options =
    "--name -n ! ^; @G @ids; --vnet !; --subnet !; --slot -s; --skip-delegation-check ?";
constexpr std::string_view site_options = "--name -n ! ^; @G @ids; --slot -s";

constexpr std::array webapp_rows{
    Command{"webapp create", types::sites, app_create_options, create_app},
    Command{"webapp up", types::sites,
            "--name -n ^; @g @l; --plan -p; --sku; --os-type {Windows|Linux}; --runtime -r; "
            "--html ?; --dryrun ?; --logs ?; --launch-browser -b ?; --track-status ?; "
            "--basic-auth",
            up},
    Command{"webapp update", types::sites, app_update_options, update_site},
    Command{"webapp show", types::sites, site_options, show_site},
    Command{"webapp list", types::sites, "@g", list},
    Command{"webapp delete", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --keep-empty-plan ?; "
            "--keep-metrics ?; --keep-dns-registration ?",
            remove},
    Command{"webapp restart", types::sites, site_options, nothing},
    Command{"webapp start", types::sites, site_options, nothing},
    Command{"webapp vnet-integration add", types::sites, integration_options, add_integration},
    Command{"webapp vnet-integration remove", types::sites, site_options, remove_integration},
    Command{"webapp identity assign", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --identities *; --role; --scope", assign_identity},
    Command{"webapp identity show", types::sites, site_options, show_identity},
    Command{"webapp deployment slot create", types::sites,
            "--name -n ! ^; @G; --slot -s !; --configuration-source", create_slot},
    Command{"webapp deployment source config-zip", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --src !; --timeout -t; --track-status ?", deploy},
    Command{"functionapp create", types::sites, function_options, create_function},
    Command{"functionapp update", types::sites, app_update_options, update_site},
    Command{"functionapp show", types::sites, site_options, show_site},
    Command{"functionapp delete", types::sites, site_options, remove},
    Command{"functionapp restart", types::sites, site_options, nothing},
    Command{"functionapp vnet-integration add", types::sites, integration_options, add_integration},
    Command{"functionapp vnet-integration remove", types::sites, site_options, remove_integration},
    Command{"functionapp identity assign", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --identities *; --role; --scope", assign_identity},
};

}  // namespace

std::span<const Command> webapp_commands() { return webapp_rows; }

}  // namespace airtight::input::az
