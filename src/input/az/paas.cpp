// Services that are made by one table: which option writes which property (I-244…I-249).

#include "paas.h"

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

enum class How {
  word,      // as written
  flag,      // a truth value
  enabled,   // a truth value to Enabled or Disabled
  services,  // a truth value to AzureServices or None
  subnet,    // a subnet by name or id
  subnets,   // ids of subnets to [{"id"}]
  ranges,    // addresses, also "a,b" in one word, to [{member}]
};

struct Setting {
  std::string_view type;
  std::string_view option;
  std::string_view path;
  How how = How::word;
  std::string_view member = {};
};

constexpr std::array service_settings{
    Setting{types::registries, "sku", "sku.name"},
    Setting{types::registries, "public-network-enabled", "properties.publicNetworkAccess",
            How::enabled},
    Setting{types::registries, "default-action", "properties.networkRuleSet.defaultAction"},
    Setting{types::registries, "allow-trusted-services", "properties.networkRuleBypassOptions",
            How::services},
    Setting{types::registries, "data-endpoint-enabled", "properties.dataEndpointEnabled",
            How::flag},
    Setting{types::cosmos, "kind", "kind"},
    Setting{types::cosmos, "enable-public-network", "properties.publicNetworkAccess", How::enabled},
    Setting{types::cosmos, "public-network-access", "properties.publicNetworkAccess"},
    Setting{types::cosmos, "enable-virtual-network", "properties.isVirtualNetworkFilterEnabled",
            How::flag},
    Setting{types::cosmos, "ip-range-filter", "properties.ipRules", How::ranges,
            "ipAddressOrRange"},
    Setting{types::cosmos, "virtual-network-rules", "properties.virtualNetworkRules", How::subnets},
    Setting{types::cosmos, "network-acl-bypass", "properties.networkAclBypass"},
    Setting{types::stores, "sku", "sku.name"},
    Setting{types::stores, "enable-public-network", "properties.publicNetworkAccess", How::enabled},
    Setting{types::caches, "sku", "properties.sku.name"},
    Setting{types::caches, "subnet-id", "properties.subnetId", How::subnet},
    Setting{types::caches, "static-ip", "properties.staticIP"},
    Setting{types::searches, "sku", "sku.name"},
    Setting{types::searches, "public-access", "properties.publicNetworkAccess"},
    Setting{types::searches, "ip-rules", "properties.networkRuleSet.ipRules", How::ranges, "value"},
    Setting{types::buses, "sku", "sku.name"},
    Setting{types::buses, "sku", "sku.tier"},
    Setting{types::buses, "public-network-access", "properties.publicNetworkAccess"},
    Setting{types::event_hubs, "sku", "sku.name"},
    Setting{types::event_hubs, "sku", "sku.tier"},
    Setting{types::event_hubs, "public-network-access", "properties.publicNetworkAccess"},
    Setting{types::container_environments, "infrastructure-subnet-resource-id",
            "properties.vnetConfiguration.infrastructureSubnetId", How::subnet},
    Setting{types::container_environments, "internal-only", "properties.vnetConfiguration.internal",
            How::flag},
    Setting{types::container_environments, "public-network-access",
            "properties.publicNetworkAccess"},
};

// What the command line writes where an option is left out.
struct Preset {
  std::string_view type;
  std::string_view path;
  std::string_view word;
};
constexpr std::array presets{
    Preset{types::cosmos, "kind", "GlobalDocumentDB"},
    Preset{types::stores, "sku.name", "Standard"},
    Preset{types::searches, "properties.publicNetworkAccess", "enabled"},
    Preset{types::buses, "sku.name", "Standard"},
    Preset{types::event_hubs, "sku.name", "Standard"},
};

Value ranges(const Call& call, const Setting& setting) {
  Value list = make_array(call.place_of(setting.option));
  for (const shell::Word& word : call.options.words(setting.option)) {
    std::string text = word.text;
    for (char& c : text) {
      if (c == ';' || c == ' ') c = ',';
    }
    for (const std::string_view part : split(text, ',')) {
      if (part.empty()) continue;
      Value entry = make_object(word.place);
      entry.set(setting.member,
                word.unknown ? value_of(word) : make_string(std::string(part), word.place));
      list.array()->push_back(std::move(entry));
      if (word.unknown) break;
    }
  }
  return list;
}

Result<Value> value_for(Call& call, const Setting& setting) {
  switch (setting.how) {
    case How::word:
      return text_value(call, setting.option);
    case How::flag:
      return boolean_value(call, setting.option, true);
    case How::enabled:
      return choice_value(call, setting.option, "Enabled", "Disabled");
    case How::services:
      return choice_value(call, setting.option, "AzureServices", "None");
    case How::subnet: {
      const auto id = reference(call, *call.options.word(setting.option), types::subnets);
      if (!id) return tl::unexpected<Error>(id.error());
      return id_value(*id, call.place_of(setting.option));
    }
    case How::subnets:
      return references(call, setting.option, types::subnets);
    case How::ranges:
      return ranges(call, setting);
  }
  return Value{};
}

Result<Value> write_settings(Call& call, Value& body) {
  for (const Setting& setting : service_settings) {
    if (setting.type != call.command.type || !call.has(setting.option)) continue;
    if (setting.how == How::subnet && call.options.word(setting.option) == nullptr) continue;
    auto value = value_for(call, setting);
    if (!value) return value;
    body.set_path(setting.path, std::move(*value));
  }
  // A registry that is closed says so twice (I-246).
  const Value* access = body.at_path("properties.publicNetworkAccess");
  if (call.command.type == types::registries && call.has("public-network-enabled") &&
      access != nullptr && access->string() != nullptr && *access->string() == "Disabled" &&
      !call.has("default-action"))
    body.set_path("properties.networkRuleSet.defaultAction",
                  make_string("Deny", call.place_of("public-network-enabled")));
  set_tags(body, call);
  return Value{};
}

Result<Value> create_service(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("properties", make_object(call.place()));
  for (const Preset& preset : presets) {
    if (preset.type == call.command.type)
      body.set_path(preset.path, make_string(std::string(preset.word), call.place()));
  }
  auto written = write_settings(call, body);
  if (!written) return written;
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> change(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  auto written = write_settings(call, body);
  if (!written) return written;
  return store(call, *id, std::move(body));
}

Result<Value> create_outbound_rule(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto server = require(call, id->parent(), call.place_of("server"), false);
  if (!server) return tl::unexpected<Error>(server.error());
  Value body = make_object(call.place());
  body.set("properties", make_object(call.place()));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

constexpr std::string_view registry_options =
    "--name -n ! ^; @g @l @t @u; --sku; --admin-enabled ?; --allow-exports ?; "
    "--allow-trusted-services ?; --default-action {Allow|Deny}; --public-network-enabled ?; "
    "--data-endpoint-enabled ?; --anonymous-pull-enabled ?; --workspace; --zone-redundancy; "
    "--identity; --key-encryption-key; --allow-metadata-search ?; --role-assignment-mode; "
    "--dnl-scope";
constexpr std::string_view cosmos_options =
    "--name -n ! ^; @g @l @t @ids; --kind; --locations *; --capabilities *; "
    "--enable-public-network -e ?; --public-network-access "
    "{Enabled|Disabled|SecuredByPerimeter}; --enable-virtual-network ?; --ip-range-filter *; "
    "--virtual-network-rules *; --network-acl-bypass {None|AzureServices}; "
    "--default-consistency-level; --default-identity; "
    "--disable-key-based-metadata-write-access ?; --enable-analytical-storage ?; "
    "--enable-automatic-failover ?; --enable-free-tier ?; --enable-multiple-write-locations ?; "
    "--key-uri; --max-interval; --max-staleness-prefix; --server-version; --assign-identity *?; "
    "--analytical-storage-schema-type --as-schema; --backup-interval; --backup-policy-type; "
    "--backup-redundancy; --backup-retention; --continuous-tier; --enable-burst-capacity ?; "
    "--enable-partition-merge ?; --minimal-tls-version";
constexpr std::string_view store_options =
    "--name -n ! ^; @g @l @t; --sku; --enable-public-network -e ?; --assign-identity *?; "
    "--disable-local-auth ?; --enable-purge-protection -p ?; --retention-days; "
    "--encryption-key-name; --encryption-key-vault; --encryption-key-version; "
    "--identity-client-id; --arm-auth-mode; --enable-arm-private-network-access ?";
constexpr std::string_view cache_options =
    "--name -n ! ^; @g @l @t @u @ids; --sku; --vm-size; --subnet-id; --static-ip; "
    "--enable-non-ssl-port ?; --mi-system-assigned ?; --mi-user-assigned *; "
    "--minimum-tls-version; --redis-configuration ~; --redis-version; --replicas-per-master; "
    "--shard-count; --tenant-settings; --zones -z *; --disable-access-keys ?; --update-channel";
constexpr std::string_view search_options =
    "--name -n ! ^; @g @l @t @u; --sku; --public-access --public-network-access "
    "{enabled|disabled}; --ip-rules *; --hosting-mode; --identity-type; --partition-count; "
    "--replica-count; --disable-local-auth ?; --auth-options; --aad-auth-failure-mode; "
    "--semantic-search";
constexpr std::string_view namespace_options =
    "--name -n ! ^; @g @l @t @u @ids; --sku; --capacity; --public-network-access --public-network "
    "{Enabled|Disabled|SecuredByPerimeter}; --zone-redundant ?; --disable-local-auth ?; "
    "--min-tls --minimum-tls-version; --encryption-config *; --mi-system-assigned ?; "
    "--mi-user-assigned *; --premium-messaging-partitions; --cluster-arm-id; "
    "--enable-auto-inflate ?; --maximum-throughput-units; --enable-kafka ?; "
    "--infra-encryption ?; --alternate-name; --geo-data-replication-config *";
constexpr std::string_view environment_options =
    "--name -n ! ^; @g @l @t; --infrastructure-subnet-resource-id -s; --internal-only ?; "
    "--public-network-access {Enabled|Disabled}; --logs-destination; --logs-workspace-id; "
    "--logs-workspace-key ~; --enable-workload-profiles -w ?; --zone-redundant -z ?; "
    "--infrastructure-resource-group -i; --docker-bridge-cidr; --platform-reserved-cidr; "
    "--platform-reserved-dns-ip; --enable-mtls ?; --storage-account; --certificate-file; "
    "--certificate-password ~; --custom-domain-dns-suffix --dns-suffix; "
    "--dapr-instrumentation-key ~; --enable-peer-to-peer-encryption ?; --mi-system-assigned ?; "
    "--mi-user-assigned *";
constexpr std::string_view one_service = "--name -n ! ^; @g @ids";

constexpr std::array paas_rows{
    Command{"acr create", types::registries, registry_options, create_service},
    Command{"acr update", types::registries, registry_options, change},
    Command{"acr show", types::registries, one_service, show},
    Command{"acr list", types::registries, "@g", list},
    Command{"acr delete", types::registries, one_service, remove},
    Command{"cosmosdb create", types::cosmos, cosmos_options, create_service},
    Command{"cosmosdb update", types::cosmos, cosmos_options, change},
    Command{"cosmosdb show", types::cosmos, one_service, show},
    Command{"cosmosdb list", types::cosmos, "@g", list},
    Command{"cosmosdb delete", types::cosmos, one_service, remove},
    Command{"appconfig create", types::stores, store_options, create_service},
    Command{"appconfig update", types::stores, store_options, change},
    Command{"appconfig show", types::stores, one_service, show},
    Command{"appconfig delete", types::stores, one_service, remove},
    Command{"redis create", types::caches, cache_options, create_service},
    Command{"redis update", types::caches, cache_options, change},
    Command{"redis show", types::caches, one_service, show},
    Command{"redis delete", types::caches, one_service, remove},
    Command{"search service create", types::searches, search_options, create_service},
    Command{"search service update", types::searches, search_options, change},
    Command{"search service show", types::searches, one_service, show},
    Command{"search service delete", types::searches, one_service, remove},
    Command{"servicebus namespace create", types::buses, namespace_options, create_service},
    Command{"servicebus namespace update", types::buses, namespace_options, change},
    Command{"servicebus namespace show", types::buses, one_service, show},
    Command{"servicebus namespace delete", types::buses, one_service, remove},
    Command{"eventhubs namespace create", types::event_hubs, namespace_options, create_service},
    Command{"eventhubs namespace update", types::event_hubs, namespace_options, change},
    Command{"eventhubs namespace show", types::event_hubs, one_service, show},
    Command{"eventhubs namespace delete", types::event_hubs, one_service, remove},
    Command{"containerapp env create", types::container_environments, environment_options,
            create_service},
    Command{"containerapp env update", types::container_environments, environment_options, change},
    Command{"containerapp env show", types::container_environments, one_service, show},
    Command{"containerapp env delete", types::container_environments, one_service, remove},
    Command{"sql server outbound-firewall-rule create", types::outbound_rules,
            "--server -s ! ^; --outbound-rule-fqdn --name -n ! ^; @G", create_outbound_rule},
};

}  // namespace

std::span<const Command> paas_commands() { return paas_rows; }

}  // namespace airtight::input::az
