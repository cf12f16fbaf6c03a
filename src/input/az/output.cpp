#include "output.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <utility>

#include "jmespath.h"

namespace airtight::input::az {
namespace {

// The commands of these types lift the properties to the top (I-373).
constexpr std::array<std::string_view, 6> flattened_types{
    "Microsoft.Network/", "Microsoft.Web/",     "Microsoft.Storage/",
    "Microsoft.Sql/",     "Microsoft.Compute/", "Microsoft.ManagedIdentity/"};

// What a service computes from its name; "*" is the name of the resource.
struct Computed {
  std::string_view type;
  std::string_view path;
  std::string_view value;
};
constexpr std::array<Computed, 11> computed_members{{
    {"Microsoft.KeyVault/vaults", "properties.vaultUri", "https://*.vault.azure.net/"},
    {"Microsoft.Web/sites", "properties.defaultHostName", "*.azurewebsites.net"},
    {"Microsoft.Web/sites", "properties.state", "Running"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.blob",
     "https://*.blob.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.file",
     "https://*.file.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.queue",
     "https://*.queue.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.table",
     "https://*.table.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.web",
     "https://*.web.core.windows.net/"},
    {"Microsoft.Storage/storageAccounts", "properties.primaryEndpoints.dfs",
     "https://*.dfs.core.windows.net/"},
    {"Microsoft.Sql/servers", "properties.fullyQualifiedDomainName", "*.database.windows.net"},
    {"Microsoft.Sql/servers", "properties.state", "Ready"},
}};

// Where children appear inside their parent.
struct Children {
  std::string_view type;
  std::string_view child;
  std::string_view member;
};
constexpr std::array<Children, 5> nested_children{{
    {"Microsoft.Network/virtualNetworks", "subnets", "subnets"},
    {"Microsoft.Network/virtualNetworks", "virtualNetworkPeerings", "virtualNetworkPeerings"},
    {"Microsoft.Network/networkSecurityGroups", "securityRules", "securityRules"},
    {"Microsoft.Network/routeTables", "routes", "routes"},
    {"Microsoft.Network/privateEndpoints", "privateDnsZoneGroups", "privateDnsZoneGroups"},
}};

// What only the running service knows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> unknowable_members{{
    {"Microsoft.Network/publicIPAddresses", "properties.ipAddress"},
    {"Microsoft.Web/sites", "properties.outboundIpAddresses"},
    {"Microsoft.Web/sites", "properties.possibleOutboundIpAddresses"},
    {"Microsoft.Web/sites", "properties.customDomainVerificationId"},
    {"Microsoft.Network/privateEndpoints", "properties.customDnsConfigs"},
    {"Microsoft.Resources/deployments", "properties.outputs"},
}};

void add_computed(Value& shape, const azure::ResourceId& id) {
  for (const Computed& computed : computed_members) {
    if (!equal_ignoring_case(computed.type, id.type()) || shape.at_path(computed.path) != nullptr)
      continue;
    std::string text(computed.value);
    if (const auto star = text.find('*'); star != std::string::npos)
      text.replace(star, 1, to_lower(id.name()));
    shape.set_path(computed.path, make_string(text));
  }
  for (const auto& [type, path] : unknowable_members) {
    if (equal_ignoring_case(type, id.type()) && shape.at_path(path) == nullptr) {
      shape.set_path(path, make_unknown(std::string(path) + " of " + std::string(id.name()),
                                        "only the running service knows it"));
    }
  }
}

// The name of a Cognitive Services account's host is its custom domain (E-060).
void add_endpoint(Value& shape, const azure::ResourceId& id) {
  if (!equal_ignoring_case(id.type(), "Microsoft.CognitiveServices/accounts")) return;
  const Value* domain = shape.at_path("properties.customSubDomainName");
  if (domain != nullptr && domain->string() != nullptr) {
    shape.set_path("properties.endpoint",
                   make_string("https://" + *domain->string() + ".cognitiveservices.azure.com/"));
  }
}

void add_children(Value& shape, const ResourceSet& set, const azure::ResourceId& id) {
  for (const Children& row : nested_children) {
    if (!equal_ignoring_case(row.type, id.type())) continue;
    Value list = make_array();
    for (const auto& [other, resource] : set.all()) {
      if (other.parent() == id &&
          equal_ignoring_case(other.type(), id.type() + "/" + std::string(row.child)))
        list.array()->push_back(cli_shape(set, other));
    }
    shape.set_path("properties." + std::string(row.member), std::move(list));
  }
}

// The endpoint's addresses are shown by its network interface, and by the configurations of DNS.
void add_endpoint_interface(Value& shape, const Value& resource, const azure::ResourceId& id) {
  if (!equal_ignoring_case(id.type(), "Microsoft.Network/privateEndpoints")) return;
  const Value* name = resource.at_path("properties.customNetworkInterfaceName");
  const std::string interface =
      name != nullptr && name->string() != nullptr && !name->string()->empty()
          ? *name->string()
          : std::string(id.name()) + ".nic";
  Value list = make_array();
  Value entry = make_object();
  entry.set("id", make_string(azure::make_id(id.subscription(), id.resource_group(),
                                             "Microsoft.Network/networkInterfaces", interface)
                                  .text()));
  list.array()->push_back(std::move(entry));
  shape.set_path("properties.networkInterfaces", std::move(list));
}

// Addresses that Azure chooses: those of interfaces are predicted, those of frontends are
// not.
void add_addresses(Value& shape, const Value& resource, const azure::ResourceId& id) {
  const bool interface = equal_ignoring_case(id.type(), "Microsoft.Network/networkInterfaces");
  const bool balancer = equal_ignoring_case(id.type(), "Microsoft.Network/loadBalancers");
  if (!interface && !balancer) return;
  const std::string_view path =
      interface ? "properties.ipConfigurations" : "properties.frontendIPConfigurations";
  const Value* written = shape.at_path(path);
  if (written == nullptr || written->array() == nullptr) return;
  const Value* predicted = resource.find("$addresses");
  Value list = *written;
  for (std::size_t i = 0; i < list.array()->size(); ++i) {
    Value& element = (*list.array())[i];
    const Value* subnet = element.at_path("properties.subnet");
    if (subnet == nullptr || element.at_path("properties.privateIPAddress") != nullptr) continue;
    const bool known =
        predicted != nullptr && predicted->array() != nullptr && i < predicted->array()->size();
    element.set_path("properties.privateIPAddress",
                     known ? (*predicted->array())[i]
                           : make_unknown("private address of " + std::string(id.name()),
                                          "Azure chooses it", element.place));
  }
  shape.set_path(path, std::move(list));
}

// A member at the top of its object too; what has "IP" in its name was "Ip" in older releases, and
// queries tell the two apart.
void lift(Value& shape, const Member& member) {
  if (shape.find(member.key) == nullptr) shape.set(member.key, member.value);
  const auto at = member.key.str().find("IP");
  if (at == std::string::npos || shape.object() == nullptr) return;
  std::string older = member.key;
  older[at + 1] = 'p';
  if (std::ranges::find(*shape.object(), older, &Member::key) == shape.object()->end())
    shape.object()->push_back({older, member.value});
}

// The elements of lists inside a resource have their properties at the top as well.
void flatten_elements(Value& list) {
  if (list.array() == nullptr) return;
  for (Value& element : *list.array()) {
    const Value* properties = element.find("properties");
    if (properties == nullptr || properties->object() == nullptr) continue;
    const Object members = *properties->object();
    for (const Member& member : members) lift(element, member);
  }
}

void flatten(Value& shape, const azure::ResourceId& id) {
  const std::string type = id.type();
  const bool lifted = std::ranges::any_of(flattened_types, [&](std::string_view prefix) {
    return starts_with_ignoring_case(type, prefix);
  });
  const Value* properties = shape.find("properties");
  if (!lifted || properties == nullptr || properties->object() == nullptr) return;
  Object members = *properties->object();
  for (Member& member : members) {
    flatten_elements(member.value);
    lift(shape, member);
  }
  if (equal_ignoring_case(type, "Microsoft.Storage/storageAccounts")) {
    if (const Value* rules = shape.find("networkAcls")) shape.set("networkRuleSet", Value(*rules));
  }
}

tl::unexpected<Error> unsupported_format() { return fail("format"); }

// A cell of tab-separated output.
Result<std::string> cell(const Value& value) {
  if (value.is_null()) return std::string();
  if (const auto* text = value.string()) return *text;
  if (value.array() != nullptr || value.object() != nullptr) return unsupported_format();
  return to_json(value);
}

Result<std::string> row(const Value& value) {
  std::vector<std::string> cells;
  auto add = [&](const Value& each) {
    auto text = cell(each);
    if (text) cells.push_back(std::move(*text));
    return text.has_value();
  };
  if (const Array* array = value.array()) {
    if (!std::ranges::all_of(*array, add)) return unsupported_format();
  } else if (const Object* object = value.object()) {
    if (!std::ranges::all_of(*object, [&](const Member& m) { return add(m.value); }))
      return unsupported_format();
  } else if (!add(value)) {
    return unsupported_format();
  }
  return join(cells, "\t");
}

// Lists print a row for each element; the shell drops the last newline anyway.
Result<std::string> tab_separated(const Value& value) {
  if (value.array() == nullptr) return row(value);
  std::string text;
  for (const Value& element : *value.array()) {
    auto line = row(element);
    if (!line) return line;
    text += *line + "\n";
  }
  return text;
}

Unknown answer(const Call& call, std::string reason) {
  return {"$(az " + std::string(call.command.words) + ")", std::move(reason)};
}

shell::Output unknown_output(const Call& call, const std::string& reason) {
  shell::Output output;
  output.unknown = answer(call, reason);
  output.text = output.unknown->name;
  return output;
}

shell::Output format(Call& call, const Value& result) {
  if (const Unknown* unknown = find_unknown(result)) {
    shell::Output output;
    output.unknown = *unknown;
    output.text = unknown->name;
    return output;
  }
  std::string wanted = to_lower(call.text("output"));
  if (const auto found = call.session.defaults.find("output");
      wanted.empty() && found != call.session.defaults.end())
    wanted = to_lower(found->second);
  if (wanted == "none") return {};
  if (wanted == "tsv") {
    auto text = tab_separated(result);
    if (!text) return unknown_output(call, "nested values have no exact form in tsv");
    return {.text = std::move(*text), .unknown = {}};
  }
  if (wanted.empty() || wanted == "json")
    return {.text = result.is_null() ? std::string() : to_json(result), .unknown = {}};
  return unknown_output(call, "the output format " + wanted + " is made for people to read");
}

bool is_stub(const Value& shown) { return shown.find("$external") != nullptr; }

}  // namespace

Value cli_shape(const ResourceSet& set, const azure::ResourceId& id) {
  const Value* resource = set.find(id);
  if (resource == nullptr) return Value{};
  Value shape = *resource;
  if (Object* members = shape.object()) {
    std::erase_if(*members, [](const Member& member) {
      return member.key.starts_with('$') && member.key != "$external";
    });
  }
  shape.set("resourceGroup", make_string(std::string(id.resource_group())));
  shape.set_path("properties.provisioningState", make_string("Succeeded"));
  add_computed(shape, id);
  add_endpoint(shape, id);
  add_children(shape, set, id);
  add_endpoint_interface(shape, *resource, id);
  add_addresses(shape, *resource, id);
  flatten(shape, id);
  return shape;
}

shell::Output print(Call& call, const Value& shown) {
  const shell::Word* query = call.options.word("query");
  if (query == nullptr) return format(call, shown);
  if (query->unknown) return unknown_output(call, "its query is unknown");
  const auto expression = parse_jmespath(query->text);
  const auto result =
      expression ? evaluate(*expression, shown) : Result<Value>(tl::unexpected(expression.error()));
  if (!result) {
    call.session.diagnostics.push_back({Severity::error, to_where(call.place_of("query")),
                                        result.error().message, result.error().facts});
    return unknown_output(call, "its query is wrong");
  }
  if (result->is_null() && is_stub(shown))
    return unknown_output(call, "the resource is outside the input");
  return format(call, *result);
}

}  // namespace airtight::input::az
