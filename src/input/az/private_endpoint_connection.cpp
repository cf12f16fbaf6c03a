// The service's side of private endpoints: approving and rejecting connections.

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "private_endpoint.h"
#include "symbols.h"

namespace airtight::input::az {
namespace {

struct Connection {
  azure::ResourceId service;
  std::string name;
};

// "--id …/privateEndpointConnections/c", or "--resource-name r --type t --name c".
Result<Connection> connection_of(Call& call) {
  if (const shell::Word* id = call.options.word("id")) {
    if (!is_id(id->text) && !id->unknown)
      return refuse(id->place, "--id is \"" + id->text + "\"; expected a resource id", {"I-406"});
    if (!is_id(id->text)) return Connection{};
    const azure::ResourceId connection(id_text(*id));
    return Connection{connection.parent(), std::string(connection.name())};
  }
  const std::string type =
      call.command.type.empty() ? call.text("type") : std::string(call.command.type);
  if (!call.has("resource-name") || type.empty() || !call.has("name"))
    return refuse(call, "--id, or --name, --resource-name and --type are missing", {"I-404"});
  return Connection{id_in_group(call, type, call.text("resource-name")), call.text("name")};
}

// The service calls the connection by its own name, by the endpoint's, or by that and a GUID
// (I-252).
bool is_called(const Connection& wanted, const azure::ResourceId& endpoint,
               const Value& connection) {
  const Value* name = connection.find("name");
  const std::string prefix = std::string(endpoint.name()) + ".";
  return equal_ignoring_case(wanted.name, endpoint.name()) ||
         starts_with_ignoring_case(wanted.name, prefix) ||
         (name != nullptr && name->string() != nullptr &&
          (equal_ignoring_case(*name->string(), wanted.name) ||
           starts_with_ignoring_case(wanted.name, *name->string() + ".")));
}

// Sets the state in the endpoints that ask for this connection. How many there were.
int set_state(Session& session, const Connection& wanted, const Value& status) {
  std::vector<std::pair<azure::ResourceId, Value>> changed;
  for (const Value* endpoint : session.resources.of_type(types::private_endpoints)) {
    const azure::ResourceId id(*endpoint->find("id")->string());
    Value body = *endpoint;
    bool any = false;
    for (const std::string_view list : connection_lists) {
      const Value* found = body.at_path(list);
      if (found == nullptr || found->array() == nullptr) continue;
      Value connections = *found;
      for (Value& connection : *connections.array()) {
        const Value* service = connection.at_path("properties.privateLinkServiceId");
        if (service == nullptr || service->string() == nullptr ||
            azure::ResourceId(*service->string()) != wanted.service ||
            !is_called(wanted, id, connection))
          continue;
        connection.set_path("properties.privateLinkServiceConnectionState.status", status);
        any = true;
      }
      body.set_path(list, std::move(connections));
    }
    if (any) changed.emplace_back(id, std::move(body));
  }
  for (auto& [id, body] : changed) put(session, id, std::move(body));
  return static_cast<int>(changed.size());
}

Result<Value> decide(Call& call, std::string_view status) {
  const auto connection = connection_of(call);
  if (!connection) return tl::unexpected<Error>(connection.error());
  if (connection->service.empty()) {  // --id $ID
    warn(call.session, call.place(), "which connection this is, is not known", {"I-401"});
    add_gap(call.session, call.place(), "az " + std::string(call.command.words),
            {"microsoft.network/privateendpoints"});
    return Value{};
  }
  const auto service = require(call, connection->service, call.place(), true);
  if (!service) return tl::unexpected<Error>(service.error());
  return decide_connection(call, *service, connection->name,
                           make_string(std::string(status), call.place()));
}

Result<Value> approve(Call& call) { return decide(call, "Approved"); }
Result<Value> reject(Call& call) { return decide(call, "Rejected"); }
// The endpoint stays and is disconnected.
Result<Value> disconnect(Call& call) { return decide(call, "Disconnected"); }

// What `private-endpoint-connection list` shows: the connections the endpoints ask for.
Result<Value> list_connections(Call& call) {
  azure::ResourceId service(call.text("id"));
  if (!call.has("id")) {
    if (!call.has("name") || !call.has("type"))
      return refuse(call, "--id, or --name and --type are missing", {"I-404"});
    service = id_in_group(call, call.text("type"), call.text("name"));
  }
  Value all = make_array(call.place());
  for (const Value* endpoint : call.session.resources.of_type(types::private_endpoints)) {
    const azure::ResourceId id(*endpoint->find("id")->string());
    const auto services = services_of(call.session, id);
    if (std::ranges::find(services, service) == services.end()) continue;
    Value entry = make_object();
    entry.set("id", id_value(service.child("privateEndpointConnections", id.name()), {}));
    entry.set("name", make_string(std::string(id.name())));
    entry.set_path("properties.privateEndpoint.id", id_value(id, {}));
    const bool manual = endpoint->at_path(connection_lists[1]) != nullptr;
    entry.set_path("properties.privateLinkServiceConnectionState.status",
                   make_string(manual ? "Pending" : "Approved"));
    all.array()->push_back(std::move(entry));
  }
  return all;
}

constexpr std::string_view decision =
    "--id; @g; --name -n; --resource-name; --type; --description --rejection-description "
    "--approval-description";

// The same by the commands of single services, which know the type.
constexpr std::string_view vault_decision =
    "--id; @g; --name -n; --resource-name --vault-name; --description";
constexpr std::string_view account_decision =
    "--id; @g; --name -n; --resource-name --account-name; --description";
constexpr std::string_view server_decision =
    "--id; @g; --name -n; --resource-name --server-name -s; --description";
constexpr std::string_view registry_decision =
    "--id; @g; --name -n; --resource-name --registry-name -r; --description";

constexpr std::array private_endpoint_connection_rows{
    Command{"keyvault private-endpoint-connection approve", types::vaults, vault_decision, approve},
    Command{"keyvault private-endpoint-connection reject", types::vaults, vault_decision, reject},
    Command{"keyvault private-endpoint-connection delete", types::vaults, vault_decision,
            disconnect},
    Command{"storage account private-endpoint-connection approve", types::storage_accounts,
            account_decision, approve},
    Command{"storage account private-endpoint-connection reject", types::storage_accounts,
            account_decision, reject},
    Command{"storage account private-endpoint-connection delete", types::storage_accounts,
            account_decision, disconnect},
    Command{"sql server private-endpoint-connection approve", types::sql_servers, server_decision,
            approve},
    Command{"sql server private-endpoint-connection reject", types::sql_servers, server_decision,
            reject},
    Command{"sql server private-endpoint-connection delete", types::sql_servers, server_decision,
            disconnect},
    Command{"cosmosdb private-endpoint-connection approve", types::cosmos, account_decision,
            approve},
    Command{"cosmosdb private-endpoint-connection reject", types::cosmos, account_decision, reject},
    Command{"cosmosdb private-endpoint-connection delete", types::cosmos, account_decision,
            disconnect},
    Command{"acr private-endpoint-connection approve", types::registries, registry_decision,
            approve},
    Command{"acr private-endpoint-connection reject", types::registries, registry_decision, reject},
    Command{"acr private-endpoint-connection delete", types::registries, registry_decision,
            disconnect},
    Command{"network private-endpoint-connection approve", "", decision, approve},
    Command{"network private-endpoint-connection reject", "", decision, reject},
    Command{"network private-endpoint-connection delete", "", decision, disconnect},
    Command{"network private-endpoint-connection list", "", "--id; @g; --name -n; --type",
            list_connections},
};

}  // namespace

Result<Value> decide_connection(Call& call, const azure::ResourceId& service,
                                const std::string& name, const Value& status) {
  const azure::ResourceId child = service.child("privateEndpointConnections", name);
  const bool listed = call.session.resources.find(child) != nullptr;
  if (listed) {
    Value body = current(call.session, child);
    body.set_path("properties.privateLinkServiceConnectionState.status", status);
    put(call.session, child, std::move(body));
  }
  const int changed = set_state(call.session, {service, name}, status);
  if (changed == 0 && !listed) {
    warn(call.session, call.place(),
         "no private endpoint in the input asks for connection \"" + name + "\" of \"" +
             std::string(service.name()) + "\"",
         {"N-207"});
    add_gap(call.session, call.place(), "az " + std::string(call.command.words),
            {"microsoft.network/privateendpoints"});
  }
  Value shown_connection = make_object(call.place());
  shown_connection.set("id", id_value(child, call.place()));
  shown_connection.set("name", make_string(name));
  shown_connection.set_path("properties.privateLinkServiceConnectionState.status", status);
  return shown_connection;
}

std::vector<azure::ResourceId> services_of(const Session& session, const azure::ResourceId& id) {
  std::vector<azure::ResourceId> services;
  const Value endpoint = current(session, id);
  for (const std::string_view list : connection_lists) {
    const Value* connections = endpoint.at_path(list);
    if (connections == nullptr || connections->array() == nullptr) continue;
    for (const Value& connection : *connections->array()) {
      const Value* service = connection.at_path("properties.privateLinkServiceId");
      if (service != nullptr && service->string() != nullptr)
        services.emplace_back(*service->string());
    }
  }
  return services;
}

std::span<const Command> private_endpoint_connection_commands() {
  return private_endpoint_connection_rows;
}

}  // namespace airtight::input::az
