#include <algorithm>

#include "input/arm/expanding.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

const std::string group =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test";
const std::string in_group = group + "/providers/Microsoft.Network/";

std::vector<std::string> ids(const Listed& listed) {
  std::vector<std::string> all;
  for (const auto& [id, resource] : listed.set.all()) all.push_back(id.text());
  return all;
}

std::string errors(const Listed& listed) {
  std::string text;
  for (const Diagnostic& diagnostic : listed.diagnostics) {
    if (diagnostic.severity == Severity::error) text += to_string(diagnostic) + "\n";
  }
  return text;
}

std::string value(const Listed& listed, const std::string& id, const std::string& path) {
  const Value* resource = listed.set.find(azure::ResourceId(id));
  const Value* found = resource == nullptr ? nullptr : resource->at_path(path);
  return found == nullptr ? "nothing" : to_json(*found);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool has_gap(const Listed& listed, const std::string& what) {
  return std::ranges::any_of(listed.set.gaps(),
                             [&](const ResourceSet::Gap& gap) { return contains(gap.what, what); });
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("parameters come from files, else from defaults", "[arm][I-030][I-033]") {
  const std::string network = template_with(
      "`parameters`: {`name`: {`type`: `string`, `defaultValue`: `[concat('v', resourceGroup()."
      "location)]`}, `prefix`: {`type`: `string`}}, `resources`: [{`type`: "
      "`Microsoft.Network/virtualNetworks`, `name`: `[parameters('NAME')]`, `properties`: "
      "{`addressSpace`: {`addressPrefixes`: [`[parameters('prefix')]`]}}}]");
  const Listed given =
      expand(network,
             "{`$schema`: `x/deploymentParameters.json#`, `parameters`: {`prefix`: "
             "{`value`: `10.0.0.0/16`}, `name`: {`value`: null}}}");
  CHECK(errors(given).empty());
  CHECK(ids(given) == Ids{in_group + "virtualNetworks/veastus"});
  CHECK(contains(value(given, in_group + "virtualNetworks/veastus", "properties.addressSpace"),
                 "10.0.0.0/16"));

  const Listed missing = expand(network);
  CHECK(contains(errors(missing), "parameter prefix is required"));
  CHECK(contains(errors(missing), "in.json:1: /parameters/prefix"));
  CHECK(contains(value(missing, in_group + "virtualNetworks/veastus", "properties.addressSpace"),
                 "\"$unknown\": \"parameter prefix\""));
}

TEST_CASE("secrets are never kept", "[arm][I-083]") {
  const Listed listed = expand(
      template_with("`parameters`: {`p`: {`type`: `SecureString`}, `o`: {`type`: `object`, "
                    "`properties`: {`key`: {`type`: `securestring`}, `name`: {`type`: `string`}}}},"
                    "`resources`: [{`type`: `A.B/c`, `name`: `n`, `properties`: {`a`: "
                    "`[parameters('p')]`, `b`: `[parameters('o')]`, `c`: `[concat('x', "
                    "parameters('p'))]`, `d`: `[empty(parameters('p'))]`}}]"),
      "{`$schema`: `x/deploymentParameters.json#`, `parameters`: {`p`: {`value`: `canary-1`}, `o`: "
      "{`value`: {`key`: `canary-2`, `name`: `kept`}}}}");
  CHECK(errors(listed).empty());
  const std::string all = to_resource_list(listed.set);
  CHECK(!contains(all, "canary"));
  CHECK(contains(all, "kept"));
  CHECK(contains(all, "parameter p"));
}

TEST_CASE("a copy repeats resources, properties and variables", "[arm][I-041][I-042][I-043]") {
  const Listed listed = expand(template_with(
      "`variables`: {`copy`: [{`name`: `names`, `count`: 2, `input`: "
      "`[concat('s', copyIndex('names', 1))]`}], `more`: {`copy`: [{`name`: `x`, `count`: 1, "
      "`input`: `[copyIndex('x')]`}], `y`: 2}},"
      "`resources`: [{`type`: `Microsoft.Network/virtualNetworks`, `name`: "
      "`[format('v{0}', copyIndex())]`, `copy`: {`name`: `nets`, `count`: "
      "`[length(variables('names'))]`}, `properties`: {`copy`: [{`name`: `subnets`, `count`: 2, "
      "`input`: {`name`: `[variables('names')[copyIndex('subnets')]]`, `properties`: "
      "{`addressPrefix`: `[format('10.{0}.{1}.0/24', copyIndex(), copyIndex('subnets'))]`}}}], "
      "`more`: `[variables('more').x[0]]`}}]"));
  CHECK(errors(listed).empty());
  CHECK(ids(listed) ==
        Ids{in_group + "virtualNetworks/v0", in_group + "virtualNetworks/v0/subnets/s1",
            in_group + "virtualNetworks/v0/subnets/s2", in_group + "virtualNetworks/v1",
            in_group + "virtualNetworks/v1/subnets/s1",
            in_group + "virtualNetworks/v1/subnets/s2"});
  CHECK(value(listed, in_group + "virtualNetworks/v1/subnets/s2", "properties.addressPrefix") ==
        "\"10.1.1.0/24\"");
}

TEST_CASE("conditions leave resources out, or in doubt", "[arm][I-048]") {
  const Listed listed = expand(template_with(
      "`resources`: [{`type`: `Microsoft.Network/routeTables`, `name`: `a`, `condition`: "
      "`[false()]`}, {`type`: `Microsoft.Network/routeTables`, `name`: `b`, `condition`: `true`}, "
      "{`type`: `Microsoft.Network/routeTables`, `name`: `c`, `condition`: "
      "`[equals(utcNow(), 'x')]`}]"));
  CHECK(ids(listed) == Ids{in_group + "routeTables/b", in_group + "routeTables/c"});
  CHECK(has_gap(listed, "routeTables/c is deployed: utcNow()"));
}

TEST_CASE("children, extensions and scopes", "[arm][I-051][I-056]") {
  const Listed listed = expand(template_with(
      "`resources`: [{`type`: `Microsoft.Network/virtualNetworks`, `name`: `v`, `resources`: ["
      "{`type`: `subnets`, `name`: `a`}, {`type`: `Microsoft.Network/virtualNetworks/subnets`, "
      "`name`: `v/b`}]}, {`type`: `Microsoft.Authorization/locks`, `name`: `l`, `scope`: "
      "`Microsoft.Network/virtualNetworks/v`}, {`type`: "
      "`Microsoft.Network/virtualNetworks/providers/locks`, `name`: "
      "`v/Microsoft.Authorization/m`}]"));
  CHECK(errors(listed).empty());
  CHECK(ids(listed) == Ids{in_group + "virtualNetworks/v",
                           in_group + "virtualNetworks/v/providers/Microsoft.Authorization/locks/l",
                           in_group + "virtualNetworks/v/providers/Microsoft.Authorization/locks/m",
                           in_group + "virtualNetworks/v/subnets/a",
                           in_group + "virtualNetworks/v/subnets/b"});
}

TEST_CASE("modules: inner and outer scope, outputs, another group", "[arm][I-053][I-054][I-055]") {
  const std::string inner =
      "{`$schema`: `https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate."
      "json#`, `contentVersion`: `1.0.0.0`, `parameters`: {`n`: {`type`: `string`}}, "
      "`resources`: [{`type`: `Microsoft.Network/routeTables`, `name`: `[parameters('n')]`, "
      "`properties`: {`in`: `[resourceGroup().name]`}}], `outputs`: {`id`: {`type`: `string`, "
      "`value`: "
      "`[resourceId('Microsoft.Network/routeTables', parameters('n'))]`}}}";
  const auto module = [&](const std::string& name, const std::string& scope) {
    return "{`type`: `Microsoft.Resources/deployments`, `name`: `" + name +
           "`, `resourceGroup`: `rg-2`, `properties`: {`mode`: `Incremental`, "
           "`expressionEvaluationOptions`: {`scope`: `" +
           scope + "`}, `parameters`: {`n`: {`value`: `inside`}}, `template`: " + inner + "}}";
  };
  const std::string parameters = "`parameters`: {`n`: {`type`: `string`, `defaultValue`: `out`}},";
  const std::string reader =
      "{`type`: `A.B/c`, `name`: `r`, `properties`: {`t`: "
      "`[reference(resourceId('rg-2', 'Microsoft.Resources/deployments', "
      "'m')).outputs.id.value]`}}";
  const std::string two =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-2/providers/"
      "Microsoft.Network/routeTables/";
  const Listed inside = expand(
      template_with(parameters + "`resources`: [" + reader + "," + module("m", "inner") + "]"));
  CHECK(errors(inside).empty());
  CHECK(value(inside, two + "inside", "properties.in") == "\"rg-2\"");
  CHECK(value(inside, group + "/providers/A.B/c/r", "properties.t") == "\"" + two + "inside\"");
  CHECK(contains(value(inside, two + "inside", "$deployments"), "\"m\""));
  const Value* made = inside.set.find(azure::ResourceId(two + "inside"));
  REQUIRE(made != nullptr);
  CHECK(made->place.pointer() == "/resources/1/properties/template/resources/0");

  const Listed outside =
      expand(template_with(parameters + "`resources`: [" + module("m", "outer") + "]"));
  CHECK(errors(outside).empty());
  CHECK(value(outside, two + "out", "properties.in") == "\"rg-test\"");
}

// The inner template writes the resource that the deployment depends on, under the same id.
TEST_CASE("a nested deployment that depends on a resource writes it last", "[arm][I-004][I-050]") {
  const auto resource = [](const std::string& value) {
    return "{`type`: `A.B/c`, `name`: `n`, `properties`: {`v`: `" + value + "`}}";
  };
  const auto world = [&](const std::string& depends_on) {
    return expand(
        template_with("`resources`: [" + resource("before") +
                      ", {`type`: `Microsoft.Resources/deployments`, `name`: `d`, `dependsOn`: [" +
                      depends_on + "], `properties`: {`template`: " +
                      template_with("`resources`: [" + resource("after") + "]") + "}}]"));
  };
  const Listed ordered = world("`[resourceId('A.B/c', 'n')]`");
  REQUIRE(ordered.set.all().size() == 1);
  const Value* value = ordered.set.all().begin()->second->at_path("properties.v");
  REQUIRE(value != nullptr);
  CHECK(value->string() != nullptr);
  CHECK(same_value(*value, make_string("after")));
  CHECK(ordered.set.gaps().empty());
  CHECK(world("").set.gaps().size() == 1);
}

TEST_CASE("symbolic names, existing resources and what references see",
          "[arm][I-046][I-049]"
          "[I-062][I-080][I-081]") {
  const Listed listed = expand(template_with(
      "`languageVersion`: `2.0`, `resources`: {`hub`: {`existing`: true, `type`: "
      "`Microsoft.Network/virtualNetworks`, `name`: `hub`, `resourceGroup`: `rg-hub`}, "
      "`gone`: {`existing`: true, `type`: `A.B/c`, `name`: `[split('', '/')[8]]`}, `st`: {`copy`: "
      "{`name`: `st`, `count`: 2}, `type`: `Microsoft.Storage/storageAccounts`, `name`: "
      "`[format('st{0}', copyIndex())]`}, `v`: {`type`: `Microsoft.Network/virtualNetworks`, "
      "`name`: `v`, `properties`: {`subnets`: [{`name`: `s`, `properties`: {`addressPrefix`: "
      "`10.0.0.0/24`}}]}}, `r`: {`type`: `A.B/r`, `name`: `r`, `properties`: {`subnet`: "
      "`[reference('v').subnets[0].id]`, `hub`: `[resourceInfo('hub').id]`, `space`: "
      "`[reference('hub').addressSpace.addressPrefixes[0]]`, `blob`: "
      "`[reference('st[1]').primaryEndpoints.blob]`, `all`: "
      "`[length(references('st', 'full'))]`, `principal`: "
      "`[reference('v', '2023-01-01', 'full').identity.principalId]`}}}"));
  CHECK(errors(listed).empty());
  const std::string r = group + "/providers/A.B/r/r";
  CHECK(value(listed, r, "properties.subnet") == "\"" + in_group + "virtualNetworks/v/subnets/s\"");
  CHECK(contains(value(listed, r, "properties.hub"), "resourceGroups/rg-hub/providers"));
  CHECK(contains(value(listed, r, "properties.space"), "$unknown"));
  CHECK(value(listed, r, "properties.blob") == "\"https://st1.blob.core.windows.net/\"");
  CHECK(value(listed, r, "properties.all") == "2");
  CHECK(contains(value(listed, r, "properties.principal"),
                 "identity of Microsoft.Network/virtualNetworks v"));
  const std::string hub =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/"
      "Microsoft.Network/virtualNetworks/hub";
  CHECK(value(listed, hub, "$external") == "true");
}

TEST_CASE("user-defined functions see their parameters and the variables", "[arm][I-061]") {
  const std::string functions =
      "`functions`: [{`namespace`: `my`, `members`: {`twice`: {`parameters`: [{`name`: `x`, "
      "`type`: `string`}], `output`: {`type`: `string`, `value`: `[concat(parameters('x'), "
      "variables('dash'), parameters('x'))]`}}}}], `variables`: {`dash`: `-`}";
  CHECK(worth("[my.twice('a')]", functions) == "\"a-a\"");
  CHECK(contains(worth("[my.thrice('a')]", functions), "no function"));
}

TEST_CASE("linked templates beside the file are followed, others are a gap", "[arm][I-057]") {
  const std::string text = template_with(
      "`parameters`: {`base`: {`type`: `string`, `defaultValue`: "
      "`[deployment().properties.templateLink.uri]`}}, `resources`: [{`type`: "
      "`Microsoft.Resources/deployments`, `name`: `d`, `properties`: {`templateLink`: {`uri`: "
      "`[uri(parameters('base'), concat('nested/x.json', ''))]`}, `parameters`: {`n`: {`value`: "
      "`made`}}}}]");
  const auto beside = [](const std::string& path) -> std::optional<Source> {
    if (path != "nested/x.json") return std::nullopt;
    return source(backquoted(
        template_with("`parameters`: {`n`: {`type`: `string`}}, `resources`: [{`type`: "
                      "`Microsoft.Network/routeTables`, `name`: `[parameters('n')]`}]")));
  };
  CHECK(ids(expand(text, {}, beside)) == Ids{in_group + "routeTables/made"});
  const Listed alone = expand(text);
  CHECK(errors(alone).empty());
  CHECK(has_gap(alone, "linked template"));
}

TEST_CASE("what is not known is named", "[arm][I-085]") {
  const Listed listed = expand(template_with(
      "`resources`: [{`type`: `Microsoft.Network/routeTables`, `name`: `[concat('r', utcNow())]`}, "
      "{`type`: `Microsoft.Network/routeTables`, `name`: `a`, `copy`: {`name`: `c`, `count`: "
      "`[length(utcNow())]`}}]"));
  CHECK(errors(listed).empty());
  CHECK(has_gap(listed, "the name of Microsoft.Network/routeTables: utcNow()"));
  CHECK(has_gap(listed, "how many resources the copy makes: utcNow()"));
}

TEST_CASE("a search that comes back to what it serves is no cycle", "[arm][I-080]") {
  const Listed listed = expand(template_with(
      "`variables`: {`found`: `[reference(resourceId('A.B/c', 'target')).value]`}, `resources`: ["
      "{`type`: `A.B/c`, `name`: `[concat('x', variables('found'))]`}, {`type`: `A.B/c`, `name`: "
      "`target`, `properties`: {`value`: `y`}}]"));
  CHECK(errors(listed).empty());
  CHECK(ids(listed) == Ids{group + "/providers/A.B/c/target", group + "/providers/A.B/c/xy"});
  CHECK(listed.set.gaps().empty());
}

TEST_CASE("comments and line breaks in strings are read", "[arm][I-010]") {
  const Listed listed =
      expand(template_with("// a comment with a `quote`\n`resources`: [ /* {{ */ {`type`: "
                           "`Microsoft.Network/routeTables`, `name`: `[concat('a',\n 'b')]`}]"));
  CHECK(errors(listed).empty());
  CHECK(ids(listed) == Ids{in_group + "routeTables/ab"});
}

TEST_CASE("hostile templates end with an error", "[arm][hostile]") {
  std::string doubling = "`variables`: {`v0`: `xxxxxxxxxxxxxxxx`";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "variables('v" + std::to_string(i - 1) + "')";
    doubling.append(", `v").append(std::to_string(i)).append("`: `[createArray(");
    doubling.append(before).append(",").append(before).append(")]`");
  }
  CHECK(contains(worth("[variables('v59')]", doubling + "}"), "expands to more"));

  std::string loops = "`A.B/c`, `name`: `n`";
  std::string nest = template_with("`resources`: [{`type`: " + loops + "}]");
  for (int i = 0; i < 6; ++i) {
    std::string outer =
        "`resources`: [{`type`: `Microsoft.Resources/deployments`, `name`: `d`, "
        "`copy`: {`name`: `c`, `count`: 800}, `properties`: {`template`: ";
    outer.append(nest).append("}}]");
    nest = template_with(outer);
  }
  CHECK(contains(errors(expand(nest)), "expands to more"));

  CHECK(contains(
      worth("[variables('a')]", "`variables`: {`a`: `[variables('b')]`, `b`: `[variables('a')]`}"),
      "depends on itself"));
  CHECK(contains(worth("[my.f()]",
                       "`functions`: [{`namespace`: `my`, `members`: {`f`: {`output`: {`value`: "
                       "`[my.f()]`}}}}]"),
                 "nests too deeply"));
  CHECK(contains(worth("[" + std::string(5000, '(') + "]"), "cannot read the expression"));
  std::string calls;
  for (int i = 0; i < 500; ++i) calls += "not(";
  CHECK(contains(worth("[" + calls + "]"), "nests deeper"));
  CHECK(contains(worth("[reduce(range(0, 9999), createArray(), lambda('a', 'i', "
                       "createArray(lambdaVariables('a'))))]"),
                 "nests too deeply"));
  CHECK(contains(errors(expand(template_with(
                     "`resources`: [{`type`: `A.B/c`, `name`: `n`, `copy`: {`name`: `c`, `count`: "
                     "1000000}}]"))),
                 "expected 0 to 800"));
  const auto itself = [](const std::string&) -> std::optional<Source> {
    return source(backquoted(template_with(
        "`resources`: [{`type`: `Microsoft.Resources/deployments`, `name`: `d`, `copy`: {`name`: "
        "`c`, `count`: 9}, `properties`: {`templateLink`: {`relativePath`: `x.json`}}}]")));
  };
  CHECK(contains(errors(expand(itself("")->text, {}, itself)), "deployments nest deeper"));
}
