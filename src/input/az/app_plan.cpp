#include "app_plan.h"

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"

namespace airtight::input::az {
namespace {

tl::unexpected<Error> unknown_sku(const Call& call) {
  const std::string text = call.text("sku");
  const std::vector<std::string> near = nearest(text, sku_names());
  return refuse(call.place_of("sku"),
                "--sku is \"" + text + "\"; expected FREE, SHARED or one of " +
                    join(near.empty() ? sku_names() : near, ", "),
                {"A-004"});
}

Value number(const Call& call, std::string_view key, std::int64_t otherwise) {
  const std::string text = call.text(key);
  const bool digits =
      !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
  return make_int(digits ? std::stoi(text) : otherwise, call.place_of(key));
}

Result<Value> create_plan(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const azure::AppPlan* sku = azure::app_plan(call.has("sku") ? call.text("sku") : "B1");
  const shell::Word* word = call.options.word("sku");
  if (sku == nullptr && (word == nullptr || !word->unknown)) return unknown_sku(call);
  Value body = plan_body(call, sku == nullptr ? azure::AppPlan{} : *sku, is_true(call, "is-linux"),
                         call.place_of("name"));
  if (sku == nullptr) body.set("sku", value_of(*word));
  if (const shell::Word* environment = call.options.word("app-service-environment")) {
    const auto ase = reference(call, *environment, "Microsoft.Web/hostingEnvironments");
    if (!ase) return tl::unexpected<Error>(ase.error());
    body.set_path("properties.hostingEnvironmentProfile", id_object(*ase, environment->place));
  }
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// The command integrates through a subnet only.
bool integrates(const azure::AppPlan& sku) {
  return sku.integration == azure::Integration::by_subnet;
}

// Integrated apps keep a plan from shrinking below Basic.
Result<Value> check_apps_allow(const Call& call, const azure::ResourceId& plan,
                               const azure::AppPlan& sku) {
  if (integrates(sku)) return Value{};
  for (const Value* site : call.session.resources.of_type("Microsoft.Web/sites")) {
    const Value* farm = site->at_path("properties.serverFarmId");
    if (farm == nullptr || farm->string() == nullptr ||
        azure::ResourceId(*farm->string()) != plan ||
        site->at_path("properties.virtualNetworkSubnetId") == nullptr)
      continue;
    return refuse(call.place_of("sku"),
                  "app \"" + *site->find("name")->string() +
                      "\" is integrated with a subnet; tier " + std::string(sku.tier) +
                      " cannot be",
                  {"A-002"});
  }
  return Value{};
}

Result<Value> update_plan(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  if (call.has("sku")) {
    const azure::AppPlan* sku = azure::app_plan(call.text("sku"));
    const shell::Word* word = call.options.word("sku");
    if (sku == nullptr && !word->unknown) return unknown_sku(call);
    if (sku != nullptr) {
      auto allowed = check_apps_allow(call, *id, *sku);
      if (!allowed) return allowed;
      body.set_path("sku.name", make_string(std::string(sku->sku), word->place));
      body.set_path("sku.tier", make_string(std::string(sku->tier), word->place));
      if (body.at_path("sku.capacity") == nullptr) body.set_path("sku.capacity", make_int(1));
    } else {
      body.set("sku", value_of(*word));
    }
  }
  if (call.has("number-of-workers"))
    body.set_path("sku.capacity", number(call, "number-of-workers", 1));
  set_boolean(body, "properties.elasticScaleEnabled", call, "elastic-scale");
  return store(call, *id, std::move(body));
}

// An App Service Environment is in its subnet, and reached from there unless it is external
//
Result<Value> create_environment(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  const bool outside = equal_ignoring_case(call.text("virtual-ip-type"), "External");
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("kind", text_or(call, "kind", "ASEv3"));
  body.set_path("properties.virtualNetwork", id_object(*subnet, call.place_of("subnet")));
  const shell::Word* type = call.options.word("virtual-ip-type");
  body.set_path("properties.internalLoadBalancingMode",
                type != nullptr && type->unknown
                    ? value_of(*type)
                    : make_string(outside ? "None" : "Web, Publishing", call.place()));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

constexpr std::array app_plan_rows{
    Command{"appservice ase create", types::hosting_environments,
            "--name -n ! ^; @G @l; --subnet !; --vnet-name; --kind -k {ASEv2|ASEv3}; "
            "--virtual-ip-type {Internal|External}; --zone-redundant ?; "
            "--ignore-subnet-size-validation ?; --ignore-network-security-group ?; "
            "--ignore-route-table ?; --force-network-security-group ?; --force-route-table ?; "
            "--front-end-scale-factor; --front-end-sku; --os-preference",
            create_environment},
    Command{"appservice ase show", types::hosting_environments, "--name -n ! ^; @g @ids", show},
    Command{"appservice ase list", types::hosting_environments, "@g", list},
    Command{"appservice ase delete", types::hosting_environments, "--name -n ! ^; @g @ids", remove},
    Command{"appservice plan create", types::plans,
            "--name -n ! ^; @G @l @t; --sku; --is-linux ?; --hyper-v ?; --number-of-workers; "
            "--per-site-scaling ?; --zone-redundant -z ?; --app-service-environment -e",
            create_plan},
    Command{"appservice plan update", types::plans,
            "--name -n ! ^; @G @t @u @ids; --sku; --number-of-workers; --elastic-scale ?; "
            "--max-elastic-worker-count -m",
            update_plan},
    Command{"functionapp plan create", types::plans,
            "--name -n ! ^; @G @l @t; --sku !; --is-linux ?; --number-of-workers --min-instances "
            "--min-elastic-worker-count; --max-burst; --zone-redundant -z ?",
            create_plan},
    Command{"functionapp plan update", types::plans,
            "--name -n ! ^; @G @t @u @ids; --sku; --number-of-workers --min-instances; "
            "--max-burst",
            update_plan},
    Command{"functionapp plan show", types::plans, "--name -n ! ^; @G @ids", show},
    Command{"functionapp plan delete", types::plans, "--name -n ! ^; @G @ids", remove},
    Command{"appservice plan show", types::plans, "--name -n ! ^; @G @ids", show},
    Command{"appservice plan list", types::plans, "@g", list},
    Command{"appservice plan delete", types::plans, "--name -n ! ^; @G @ids", remove},
};

}  // namespace

std::vector<std::string> sku_names() {
  std::vector<std::string> names;
  for (const azure::AppPlan& plan : azure::app_plans()) names.emplace_back(plan.sku);
  return names;
}

Value plan_body(Call& call, const azure::AppPlan& sku, bool linux_plan, const Place& place) {
  Value body = make_object(place);
  body.set("location", location(call));
  body.set("kind", make_string(linux_plan ? "linux" : "app", place));
  body.set_path("sku.name", make_string(std::string(sku.sku), place));
  body.set_path("sku.tier", make_string(std::string(sku.tier), place));
  body.set_path("sku.capacity", number(call, "number-of-workers", 1));
  body.set_path("properties.perSiteScaling", boolean_value(call, "per-site-scaling", false));
  body.set_path("properties.reserved", make_bool(linux_plan, place));
  body.set_path("properties.isXenon", boolean_value(call, "hyper-v", false));
  body.set_path("properties.zoneRedundant", boolean_value(call, "zone-redundant", false));
  return body;
}

Result<Value> check_plan_integrates(const Call& call, const azure::ResourceId& plan) {
  const Value body = current(call.session, plan);
  const Value* name = body.at_path("sku.name");
  if (name == nullptr || name->string() == nullptr) return Value{};
  const azure::AppPlan* sku = azure::app_plan(*name->string());
  if (sku == nullptr || integrates(*sku)) return Value{};
  return refuse(call,
                "plan \"" + std::string(plan.name()) + "\" has tier " + std::string(sku->tier) +
                    " (" + std::string(sku->sku) + "); integration needs Basic or better",
                {"A-002"});
}

bool is_linux_plan(const Session& session, const azure::ResourceId& plan) {
  const Value body = current(session, plan);
  const Value* reserved = body.at_path("properties.reserved");
  return reserved != nullptr && reserved->boolean() != nullptr && *reserved->boolean();
}

std::span<const Command> app_plan_commands() { return app_plan_rows; }

}  // namespace airtight::input::az
