// Cognitive Services, storage accounts and SQL servers.

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "network_rules.h"

namespace airtight::input::az {
namespace {

// E-061: kind, sku, location and custom domain, nothing else.
Result<Value> create_account(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("kind", text_value(call, "kind"));
  body.set_path("sku.name", text_value(call, "sku"));
  body.set("properties", make_object(call.place()));
  set_text(body, "properties.customSubDomainName", call, "custom-domain");
  if (call.has("assign-identity"))
    body.set_path("identity.type", make_string("SystemAssigned", call.place()));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_account(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_text(body, "sku.name", call, "sku");
  set_text(body, "properties.customSubDomainName", call, "custom-domain");
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// Stand-ins: whoever captures them gets a value that says what it is.
Result<Value> account_keys(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value keys = make_object();
  keys.set("key1", make_string("[dropped]"));
  keys.set("key2", make_string("[dropped]"));
  return keys;
}

Result<Value> storage_keys(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value list = make_array();
  for (const std::string_view name : {"key1", "key2"}) {
    Value key = make_object();
    key.set("keyName", make_string(std::string(name)));
    key.set("value", make_string("[dropped]"));
    key.set("permissions", make_string("FULL"));
    list.array()->push_back(std::move(key));
  }
  return list;
}

// The host names are no secret and the app may need them.
Result<Value> storage_connection_string(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value answer = make_object();
  answer.set("connectionString",
             make_string("DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net;"
                         "AccountName=" +
                         std::string(id->name()) + ";AccountKey=[dropped]"));
  return answer;
}

Result<Value> set_storage_options(Call& call, const azure::ResourceId& id, Value& body) {
  set_text(body, "sku.name", call, "sku");
  set_text(body, "kind", call, "kind");
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  set_boolean(body, "properties.supportsHttpsTrafficOnly", call, "https-only");
  set_boolean(body, "properties.allowBlobPublicAccess", call, "allow-blob-public-access");
  set_boolean(body, "properties.allowSharedKeyAccess", call, "allow-shared-key-access");
  set_boolean(body, "properties.isHnsEnabled", call, "enable-hierarchical-namespace");
  set_text(body, "properties.minimumTlsVersion", call, "min-tls-version");
  if (call.has("default-action") || call.has("bypass")) {
    const bool known = !is_external(call.session, id);
    if (known && body.at_path("properties.networkAcls.bypass") == nullptr)
      body.set_path("properties.networkAcls.bypass", make_string("AzureServices", call.place()));
    if (known && body.at_path("properties.networkAcls.defaultAction") == nullptr)
      body.set_path("properties.networkAcls.defaultAction", make_string("Allow", call.place()));
    set_text(body, "properties.networkAcls.defaultAction", call, "default-action");
    if (call.has("bypass")) {
      std::vector<std::string> parts;
      for (const shell::Word& word : call.options.words("bypass")) parts.push_back(word.text);
      body.set_path("properties.networkAcls.bypass",
                    make_string(join(parts, ", "), call.place_of("bypass")));
    }
  }
  if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    Value list = make_array(call.place());
    list.array()->push_back(id_object(*subnet, call.place_of("subnet")));
    body.set_path("properties.networkAcls.virtualNetworkRules", std::move(list));
    if (body.at_path("properties.networkAcls.defaultAction") == nullptr)
      body.set_path("properties.networkAcls.defaultAction", make_string("Allow", call.place()));
  }
  set_tags(body, call);
  return Value{};
}

Result<Value> create_storage(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("sku.name", make_string("Standard_RAGRS", call.place()));
  body.set("kind", make_string("StorageV2", call.place()));
  body.set("properties", make_object(call.place()));
  auto set = set_storage_options(call, *id, body);
  if (!set) return set;
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_storage(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  auto set = set_storage_options(call, *id, body);
  if (!set) return set;
  return store(call, *id, std::move(body));
}

void set_server_options(Call& call, Value& body) {
  const auto access = [&](std::string_view option, std::string_view path) {
    if (call.has(option)) body.set_path(path, choice_value(call, option, "Enabled", "Disabled"));
  };
  access("enable-public-network", "properties.publicNetworkAccess");
  access("restrict-outbound-network-access", "properties.restrictOutboundNetworkAccess");
  set_text(body, "properties.minimalTlsVersion", call, "minimal-tls-version");
}

Result<Value> create_server(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("properties.version", make_string("12.0", call.place()));
  set_server_options(call, body);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_server(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_server_options(call, body);
  return store(call, *id, std::move(body));
}

Result<Value> create_firewall_rule(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto server = require(call, id->parent(), call.place_of("server"), false);
  if (!server) return tl::unexpected<Error>(server.error());
  Value body = make_object(call.place_of("name"));
  set_text(body, "properties.startIpAddress", call, "start-ip-address");
  set_text(body, "properties.endIpAddress", call, "end-ip-address");
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> create_network_rule(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto server = require(call, id->parent(), call.place_of("server"), false);
  if (!server) return tl::unexpected<Error>(server.error());
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  Value body = make_object(call.place_of("name"));
  body.set_path("properties.virtualNetworkSubnetId", id_value(*subnet, call.place_of("subnet")));
  body.set_path("properties.ignoreMissingVnetServiceEndpoint",
                boolean_value(call, "ignore-missing-endpoint", false));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

constexpr std::string_view storage_options =
    "--name -n ! ^; @g @l @t @u @ids; --sku; --kind; --access-tier; "
    "--public-network-access {Enabled|Disabled|SecuredByPerimeter}; --default-action {Allow|Deny}; "
    "--bypass *; --subnet; --vnet-name; --https-only ?; --allow-blob-public-access ?; "
    "--allow-shared-key-access -k ?; --min-tls-version; --enable-hierarchical-namespace --hns ?; "
    "--enable-large-file-share ?; --assign-identity ?; --enable-nfs-v3 ?; --enable-sftp ?; "
    "--encryption-services *; --custom-domain; --routing-choice; --publish-internet-endpoints ?; "
    "--publish-microsoft-endpoints ?; --allow-cross-tenant-replication -r ?; "
    "--enable-local-user ?; --encryption-key-type-for-queue -q; --encryption-key-type-for-table "
    "-t; "
    "--key-exp-days --key-expiration-period-in-days; --require-infrastructure-encryption -i ?; "
    "--sas-exp --sas-expiration-period; --allow-append --allow-protected-append-writes -w ?; "
    "--enable-alw ?; --immutability-period --immutability-period-in-days; --immutability-state; "
    "--default-share-permission -d; --enable-files-aadds ?; --enable-files-aadkerb ?; "
    "--enable-files-adds ?; --encryption-key-name; --encryption-key-source; "
    "--encryption-key-vault; --encryption-key-version; --key-vault-federated-client-id -f; "
    "--key-vault-user-identity-id -u; --identity-type; --user-identity-id";
constexpr std::string_view storage_rule =
    "--account-name -n ! ^; @g; --ip-address *; --subnet; --vnet-name; --action {Allow}; "
    "--resource-id; --tenant-id";
constexpr std::string_view server_options =
    "--name -n ! ^; @G @l @u @ids; --admin-user -u; --admin-password -p ~; "
    "--enable-public-network -e ?; --restrict-outbound-network-access -r ?; "
    "--minimal-tls-version; --assign-identity -i ?; --identity-type -t; --enable-ad-only-auth ?; "
    "--external-admin-name; --external-admin-sid; --external-admin-principal-type; "
    "--federated-client-id --fid; --key-id -k; --primary-user-assigned-identity-id --pid; "
    "--user-assigned-identity-id -a *";
constexpr std::string_view account_rule =
    "--name -n ! ^; @G; --ip-address *; --subnet; --vnet-name";

constexpr std::array services_rows{
    Command{"cognitiveservices account create", types::accounts,
            "--name -n ! ^; @G @l @t; --kind !; --sku !; --custom-domain; --assign-identity ?; "
            "--api-properties ~; --encryption; --storage",
            create_account},
    Command{"cognitiveservices account update", types::accounts,
            "--name -n ! ^; @G @t; --sku; --custom-domain; --api-properties ~; --encryption; "
            "--storage",
            update_account},
    Command{"cognitiveservices account show", types::accounts, "--name -n ! ^; @G @ids", show},
    Command{"cognitiveservices account list", types::accounts, "@g", list},
    Command{"cognitiveservices account delete", types::accounts, "--name -n ! ^; @G @ids", remove},
    Command{"cognitiveservices account keys list", types::accounts, "--name -n ! ^; @G",
            account_keys, true},
    Command{"cognitiveservices account network-rule add", types::accounts, account_rule,
            add_network_rule},
    Command{"cognitiveservices account network-rule remove", types::accounts, account_rule,
            remove_network_rule},
    Command{"storage account create", types::storage_accounts, storage_options, create_storage},
    Command{"storage account update", types::storage_accounts, storage_options, update_storage},
    Command{"storage account show", types::storage_accounts, "--name -n ! ^; @g @ids; --expand",
            show},
    Command{"storage account list", types::storage_accounts, "@g", list},
    Command{"storage account delete", types::storage_accounts, "--name -n ! ^; @g @ids", remove},
    Command{"storage account network-rule add", types::storage_accounts, storage_rule,
            add_network_rule},
    Command{"storage account network-rule remove", types::storage_accounts, storage_rule,
            remove_network_rule},
    Command{"storage account keys list", types::storage_accounts,
            "--account-name -n ! ^; @g; --expand-key-type", storage_keys, true},
    Command{"storage account show-connection-string", types::storage_accounts,
            "--name -n ! ^; @g @ids; --key; --protocol; --blob-endpoint; --file-endpoint; "
            "--queue-endpoint; --table-endpoint; --sas-token ~",
            storage_connection_string, true},
    Command{"sql server create", types::sql_servers, server_options, create_server},
    Command{"sql server update", types::sql_servers, server_options, update_server},
    Command{"sql server show", types::sql_servers, "--name -n ! ^; @G @ids; --expand-ad-admin ?",
            show},
    Command{"sql server list", types::sql_servers, "@g", list},
    Command{"sql server delete", types::sql_servers, "--name -n ! ^; @G @ids", remove},
    Command{"sql server firewall-rule create", types::firewall_rules,
            "--server -s ! ^; --name -n ! ^; @G; --start-ip-address !; --end-ip-address !",
            create_firewall_rule},
    Command{"sql server firewall-rule delete", types::firewall_rules,
            "--server -s ! ^; --name -n ! ^; @G @ids", remove},
    Command{"sql server vnet-rule create", types::network_rules,
            "--server -s ! ^; --name -n ! ^; @G; --subnet !; --vnet-name; "
            "--ignore-missing-endpoint -i ?",
            create_network_rule},
    Command{"sql server vnet-rule delete", types::network_rules,
            "--server -s ! ^; --name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> service_commands() { return services_rows; }

}  // namespace airtight::input::az
