#include "app_plan.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"

namespace airtight::input::az {
namespace {

struct Row {
  std::string_view name;
  std::string_view tier;
  bool integrates;
};

//
constexpr std::array sku_rows{Row{"F1", "Free", false},
                              Row{"D1", "Shared", false},
                              Row{"B1", "Basic", true},
                              Row{"B2", "Basic", true},
                              Row{"B3", "Basic", true},
                              Row{"S1", "Standard", true},
                              Row{"S2", "Standard", true},
                              Row{"S3", "Standard", true},
                              Row{"P1", "Premium", true},
                              Row{"P2", "Premium", true},
                              Row{"P3", "Premium", true},
                              Row{"P1V2", "PremiumV2", true},
                              Row{"P2V2", "PremiumV2", true},
                              Row{"P3V2", "PremiumV2", true},
                              Row{"P0V3", "PremiumV3", true},
                              Row{"P1V3", "PremiumV3", true},
                              Row{"P2V3", "PremiumV3", true},
                              Row{"P3V3", "PremiumV3", true},
                              Row{"P1MV3", "PremiumMV3", true},
                              Row{"P2MV3", "PremiumMV3", true},
                              Row{"P3MV3", "PremiumMV3", true},
                              Row{"P4MV3", "PremiumMV3", true},
                              Row{"P5MV3", "PremiumMV3", true},
                              Row{"P0V4", "PremiumV4", true},
                              Row{"P1V4", "PremiumV4", true},
                              Row{"P2V4", "PremiumV4", true},
                              Row{"P3V4", "PremiumV4", true},
                              Row{"P1MV4", "PremiumMV4", true},
                              Row{"P2MV4", "PremiumMV4", true},
                              Row{"P3MV4", "PremiumMV4", true},
                              Row{"P4MV4", "PremiumMV4", true},
                              Row{"P5MV4", "PremiumMV4", true},
                              Row{"WS1", "WorkflowStandard", true},
                              Row{"WS2", "WorkflowStandard", true},
                              Row{"WS3", "WorkflowStandard", true},
                              Row{"EP1", "ElasticPremium", true},
                              Row{"EP2", "ElasticPremium", true},
                              Row{"EP3", "ElasticPremium", true},
                              Row{"Y1", "Dynamic", false},
                              Row{"I1", "Isolated", false},
                              Row{"I2", "Isolated", false},
                              Row{"I3", "Isolated", false},
                              Row{"I1V2", "IsolatedV2", false},
                              Row{"I2V2", "IsolatedV2", false},
                              Row{"I3V2", "IsolatedV2", false},
                              Row{"I4V2", "IsolatedV2", false},
                              Row{"I5V2", "IsolatedV2", false},
                              Row{"I6V2", "IsolatedV2", false},
                              Row{"I1MV2", "IsolatedMV2", false},
                              Row{"I2MV2", "IsolatedMV2", false},
                              Row{"I3MV2", "IsolatedMV2", false},
                              Row{"I4MV2", "IsolatedMV2", false},
                              Row{"I5MV2", "IsolatedMV2", false}};

std::string_view unaliased(std::string_view text) {
  if (equal_ignoring_case(text, "FREE")) return "F1";
  if (equal_ignoring_case(text, "SHARED")) return "D1";
  return text;
}

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

Result<Value> create(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto sku = find_sku(call.has("sku") ? call.text("sku") : "B1");
  const shell::Word* word = call.options.word("sku");
  if (!sku && (word == nullptr || !word->unknown)) return unknown_sku(call);
  Value body =
      plan_body(call, sku.value_or(Sku{}), is_true(call, "is-linux"), call.place_of("name"));
  if (!sku) body.set("sku", value_of(*word));
  if (const shell::Word* environment = call.options.word("app-service-environment")) {
    const auto ase = reference(call, *environment, "Microsoft.Web/hostingEnvironments");
    if (!ase) return tl::unexpected<Error>(ase.error());
    body.set_path("properties.hostingEnvironmentProfile", id_object(*ase, environment->place));
  }
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// Integrated apps keep a plan from shrinking below Basic.
Result<Value> check_apps_allow(const Call& call, const azure::ResourceId& plan, const Sku& sku) {
  if (sku.integrates) return Value{};
  for (const Value* site : call.session.resources.of_type("Microsoft.Web/sites")) {
    const Value* farm = site->at_path("properties.serverFarmId");
    if (farm == nullptr || farm->string() == nullptr ||
        azure::ResourceId(*farm->string()) != plan ||
        site->at_path("properties.virtualNetworkSubnetId") == nullptr)
      continue;
    return refuse(call.place_of("sku"),
                  "app \"" + *site->find("name")->string() +
                      "\" is integrated with a subnet; tier " + sku.tier + " cannot be",
                  {"A-002"});
  }
  return Value{};
}

Result<Value> update_plan(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  if (call.has("sku")) {
    const auto sku = find_sku(call.text("sku"));
    const shell::Word* word = call.options.word("sku");
    if (!sku && !word->unknown) return unknown_sku(call);
    if (sku) {
      auto allowed = check_apps_allow(call, *id, *sku);
      if (!allowed) return allowed;
      body.set_path("sku.name", make_string(sku->name, word->place));
      body.set_path("sku.tier", make_string(sku->tier, word->place));
      if (body.at_path("sku.capacity") == nullptr) body.set_path("sku.capacity", make_int(1));
    } else {
      body.set("sku", value_of(*word));
    }
  }
  if (call.has("number-of-workers"))
    body.set_path("sku.capacity", number(call, "number-of-workers", 1));
  set_boolean(body, "properties.elasticScaleEnabled", call, "elastic-scale");
  apply_generic_update(call, body);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

constexpr std::array rows{
    Command{"appservice plan create", plans,
            "--name -n ! ^; @G @l @t; --sku; --is-linux ?; --hyper-v ?; --number-of-workers; "
            "--per-site-scaling ?; --zone-redundant -z ?; --app-service-environment -e",
            create},
    Command{"appservice plan update", plans,
            "--name -n ! ^; @G @t @u @ids; --sku; --number-of-workers; --elastic-scale ?; "
            "--max-elastic-worker-count -m",
            update_plan},
    Command{"appservice plan show", plans, "--name -n ! ^; @G @ids", show},
    Command{"appservice plan list", plans, "@g", list},
    Command{"appservice plan delete", plans, "--name -n ! ^; @G @ids", remove},
};

}  // namespace

std::optional<Sku> find_sku(std::string_view text) {
  const auto row = std::ranges::find_if(
      sku_rows, [&](const Row& each) { return equal_ignoring_case(each.name, unaliased(text)); });
  if (row == sku_rows.end()) return std::nullopt;
  return Sku{std::string(row->name), std::string(row->tier), row->integrates};
}

std::vector<std::string> sku_names() {
  std::vector<std::string> names;
  for (const Row& row : sku_rows) names.emplace_back(row.name);
  return names;
}

Value plan_body(Call& call, const Sku& sku, bool linux_plan, const Place& place) {
  Value body = make_object(place);
  body.set("location", location(call));
  body.set("kind", make_string(linux_plan ? "linux" : "app", place));
  body.set_path("sku.name", make_string(sku.name, place));
  body.set_path("sku.tier", make_string(sku.tier, place));
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
  const auto sku = find_sku(*name->string());
  if (!sku || sku->integrates) return Value{};
  return refuse(call,
                "plan \"" + std::string(plan.name()) + "\" has tier " + sku->tier + " (" +
                    sku->name + "); integration needs Basic or better",
                {"A-002"});
}

bool is_linux_plan(const Session& session, const azure::ResourceId& plan) {
  const Value body = current(session, plan);
  const Value* reserved = body.at_path("properties.reserved");
  return reserved != nullptr && reserved->boolean() != nullptr && *reserved->boolean();
}

std::span<const Command> app_plan_commands() { return rows; }

}  // namespace airtight::input::az
