// Kubernetes clusters, as far as the network sees them (I-250, A-264).

#include <airtight/base/text.h>

#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "subnet.h"
#include "written.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view pool_list = "properties.agentPoolProfiles";

// "--vnet-subnet-id" takes an id only. Without it the service makes a network of its own in a group
// that is none of the input.
Result<Value> set_subnets(Call& call, Value& pool) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> members{
      {{"vnet-subnet-id", "vnetSubnetID"}, {"pod-subnet-id", "podSubnetID"}}};
  for (const auto& [option, member] : members) {
    const shell::Word* word = call.options.word(option);
    if (word == nullptr || (word->text.empty() && !word->unknown)) continue;
    if (!is_id(word->text) && !word->unknown)
      return refuse(word->place,
                    "--" + std::string(option) + " is \"" + word->text +
                        "\"; expected the resource id of a subnet",
                    {"I-406"});
    const auto subnet = reference(call, *word, types::subnets);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    pool.set(member, id_value(*subnet, word->place));
  }
  return Value{};
}

// "a,b" in one word, or words of their own; "" opens the server to everybody.
Value ranges(const Call& call) {
  Value list = make_array(call.place_of("api-server-authorized-ip-ranges"));
  for (const shell::Word& word : call.options.words("api-server-authorized-ip-ranges")) {
    if (word.unknown) {
      list.array()->push_back(value_of(word));
      continue;
    }
    for (const std::string_view part : split(word.text, ',')) {
      if (!trim(part).empty())
        list.array()->push_back(make_string(std::string(trim(part)), word.place));
    }
  }
  return list;
}

void set_server(Call& call, Value& body) {
  constexpr std::string_view profile = "properties.apiServerAccessProfile.";
  const std::string at(profile);
  set_boolean(body, at + "enablePrivateCluster", call, "enable-private-cluster");
  set_text(body, at + "privateDNSZone", call, "private-dns-zone");
  set_boolean(body, at + "enableVnetIntegration", call, "enable-apiserver-vnet-integration");
  set_text(body, at + "subnetId", call, "apiserver-subnet-id");
  if (call.has("disable-public-fqdn"))
    body.set_path(at + "enablePrivateClusterPublicFQDN", make_bool(false, call.place()));
  if (call.has("enable-public-fqdn"))
    body.set_path(at + "enablePrivateClusterPublicFQDN", make_bool(true, call.place()));
  if (call.has("api-server-authorized-ip-ranges"))
    body.set_path(at + "authorizedIPRanges", ranges(call));
}

void set_network(Call& call, Value& body) {
  set_text(body, "properties.networkProfile.networkPlugin", call, "network-plugin");
  set_text(body, "properties.networkProfile.networkPolicy", call, "network-policy");
  set_text(body, "properties.networkProfile.outboundType", call, "outbound-type");
  set_text(body, "properties.networkProfile.loadBalancerSku", call, "load-balancer-sku");
  set_text(body, "properties.networkProfile.serviceCidr", call, "service-cidr");
  set_text(body, "properties.networkProfile.podCidr", call, "pod-cidr");
  set_text(body, "properties.networkProfile.dnsServiceIP", call, "dns-service-ip");
}

Result<Value> create_cluster(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value pool = make_object(call.place());
  pool.set("name", text_or(call, "nodepool-name", "nodepool1"));
  pool.set("mode", make_string("System", call.place()));
  pool.set("enableNodePublicIP", boolean_value(call, "enable-node-public-ip", false));
  auto subnet = set_subnets(call, pool);
  if (!subnet) return subnet;
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  append(body, pool_list, std::move(pool));
  body.set_path("properties.networkProfile.outboundType",
                text_or(call, "outbound-type", "loadBalancer"));
  body.set_path("properties.networkProfile.loadBalancerSku",
                text_or(call, "load-balancer-sku", "standard"));
  set_network(call, body);
  set_server(call, body);
  note_unread(
      call, {"appgw-subnet-cidr", "appgw-subnet-id", "appgw-name", "appgw-id", "aci-subnet-name"});
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_cluster(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_network(call, body);
  set_server(call, body);
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// A pool is an element of the cluster too; the service shows it in both places.
Result<Value> add_pool(Call& call) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  Value pool = make_object(call.place_of("name"));
  pool.set("name", text_value(call, "name"));
  auto subnet = set_subnets(call, pool);
  if (!subnet) return subnet;
  // Where a pool of its own is without a subnet, no source says.
  const Value pools = list_at(current(call.session, element->owner), pool_list);
  const Value* first =
      pools.array()->empty() ? nullptr : pools.array()->front().find("vnetSubnetID");
  if (pool.find("vnetSubnetID") == nullptr && first != nullptr)
    pool.set("vnetSubnetID", make_unknown("subnet of node pool " + call.text("name"),
                                          "--vnet-subnet-id is not given", call.place()));
  return write_element(call, *element, pool_list, std::move(pool));
}

Result<Value> remove_pool(Call& call) { return remove_element(call, pool_list); }

constexpr std::string_view cluster_create_options =
    "--name -n ! ^; @G @l @t; --vnet-subnet-id; --pod-subnet-id; --enable-private-cluster ?; "
    "--private-dns-zone; --disable-public-fqdn ?; --api-server-authorized-ip-ranges *; "
    "--enable-apiserver-vnet-integration ?; --apiserver-subnet-id; "
    "--outbound-type {loadBalancer|userDefinedRouting|managedNATGateway|userAssignedNATGateway|"
    "none|block}; --network-plugin {azure|kubenet|none}; --network-plugin-mode; "
    "--network-policy; --network-dataplane; --load-balancer-sku {basic|standard}; "
    "--service-cidr; --service-cidrs *; --pod-cidr; --pod-cidrs *; --ip-families *; "
    "--dns-service-ip; --docker-bridge-address; --nodepool-name; --enable-node-public-ip ?; "
    "--enable-addons -a; --appgw-id; --appgw-name; --appgw-subnet-cidr; --appgw-subnet-id; "
    "--appgw-watch-namespace; --aci-subnet-name; --attach-acr; --admin-username -u; "
    "--aad-admin-group-object-ids; --aad-tenant-id; --aks-custom-headers; --assign-identity; "
    "--assign-kubelet-identity; --auto-upgrade-channel; --azure-keyvault-kms-key-id; "
    "--azure-keyvault-kms-key-vault-network-access; --azure-keyvault-kms-key-vault-resource-id; "
    "--ca-profile --cluster-autoscaler-profile *; --client-secret ~; --data-collection-settings; "
    "--defender-config; --disable-disk-driver ?; --disable-file-driver ?; "
    "--disable-local-accounts ?; --disable-rbac ?; --disable-snapshot-controller ?; "
    "--dns-name-prefix -p; --edge-zone; --enable-aad ?; --enable-ahub ?; "
    "--enable-azure-keyvault-kms ?; --enable-azure-rbac ?; --enable-blob-driver ?; "
    "--enable-cluster-autoscaler ?; --enable-defender ?; --enable-encryption-at-host ?; "
    "--enable-fips-image ?; --enable-keda ?; --enable-managed-identity ?; "
    "--enable-msi-auth-for-monitoring ?; --enable-oidc-issuer ?; --enable-secret-rotation ?; "
    "--enable-sgxquotehelper ?; --enable-syslog ?; --enable-ultra-ssd ?; --enable-windows-gmsa ?; "
    "--enable-workload-identity ?; --fqdn-subdomain; --generate-ssh-keys ?; --gmsa-dns-server; "
    "--gmsa-root-domain-name; --gpu-instance-profile; --host-group-id; --http-proxy-config; "
    "--kubelet-config; --kubernetes-version -k; --linux-os-config; "
    "--load-balancer-idle-timeout; --load-balancer-managed-outbound-ip-count; "
    "--load-balancer-outbound-ip-prefixes; --load-balancer-outbound-ips; "
    "--load-balancer-outbound-ports; --max-count; --max-pods -m; --min-count; "
    "--nat-gateway-idle-timeout; --nat-gateway-managed-outbound-ip-count; --no-ssh-key -x ?; "
    "--node-count -c; --node-osdisk-diskencryptionset-id -d; --node-osdisk-size; "
    "--node-osdisk-type; --node-public-ip-prefix-id; --node-resource-group; --node-vm-size -s; "
    "--nodepool-labels *; --nodepool-tags *; --nodepool-taints *; --os-sku; --ppg; "
    "--rotation-poll-interval; --service-principal; --skip-subnet-role-assignment ?; "
    "--snapshot-id; --ssh-key-value; --tier; --uptime-sla ?; --vm-set-type; "
    "--windows-admin-password ~; --windows-admin-username; --workspace-resource-id; --zones -z *";
constexpr std::string_view cluster_update_options =
    "--name -n ! ^; @G @t @ids; --api-server-authorized-ip-ranges *; --private-dns-zone; "
    "--disable-public-fqdn ?; --enable-public-fqdn ?; --enable-private-cluster ?; "
    "--enable-apiserver-vnet-integration ?; --apiserver-subnet-id; "
    "--outbound-type {loadBalancer|userDefinedRouting|managedNATGateway|userAssignedNATGateway|"
    "none|block}; --network-plugin {azure|kubenet|none}; --network-plugin-mode; "
    "--network-policy; --network-dataplane; --pod-cidr; --load-balancer-sku; --attach-acr; "
    "--detach-acr; --aad-admin-group-object-ids; --aad-tenant-id; --aks-custom-headers; "
    "--assign-identity; --assign-kubelet-identity; --auto-upgrade-channel; "
    "--azure-keyvault-kms-key-id; --azure-keyvault-kms-key-vault-network-access; "
    "--azure-keyvault-kms-key-vault-resource-id; --ca-profile --cluster-autoscaler-profile *; "
    "--defender-config; --disable-ahub ?; --disable-azure-keyvault-kms ?; --disable-azure-rbac ?; "
    "--disable-blob-driver ?; --disable-cluster-autoscaler -d ?; --disable-defender ?; "
    "--disable-disk-driver ?; --disable-file-driver ?; --disable-keda ?; "
    "--disable-local-accounts ?; --disable-secret-rotation ?; --disable-snapshot-controller ?; "
    "--enable-aad ?; --enable-ahub ?; --enable-azure-keyvault-kms ?; --enable-azure-rbac ?; "
    "--enable-blob-driver ?; --enable-cluster-autoscaler -e ?; --enable-defender ?; "
    "--enable-disk-driver ?; --enable-file-driver ?; --enable-keda ?; --enable-local-accounts ?; "
    "--enable-managed-identity ?; --enable-oidc-issuer ?; --enable-secret-rotation ?; "
    "--enable-snapshot-controller ?; --enable-windows-gmsa ?; --enable-workload-identity ?; "
    "--gmsa-dns-server; --gmsa-root-domain-name; --http-proxy-config; "
    "--load-balancer-idle-timeout; --load-balancer-managed-outbound-ip-count; "
    "--load-balancer-outbound-ip-prefixes; --load-balancer-outbound-ips; "
    "--load-balancer-outbound-ports; --max-count; --min-count; --nat-gateway-idle-timeout; "
    "--nat-gateway-managed-outbound-ip-count; --no-uptime-sla ?; --nodepool-labels *; "
    "--rotation-poll-interval; --update-cluster-autoscaler -u ?; --uptime-sla ?; --tier; "
    "--windows-admin-password ~";
constexpr std::string_view pool_options =
    "--cluster-name ! ^; --name -n !; @G @t; --vnet-subnet-id; --pod-subnet-id; --mode; "
    "--node-count -c; --node-vm-size -s; --os-type; --os-sku; --max-pods -m; --zones -z *; "
    "--labels *; --node-taints *; --enable-cluster-autoscaler -e ?; --min-count; --max-count; "
    "--priority; --eviction-policy; --spot-max-price; --enable-node-public-ip ?; "
    "--node-public-ip-prefix-id; --kubernetes-version -k; --node-osdisk-size; "
    "--node-osdisk-type; --enable-encryption-at-host ?; --enable-ultra-ssd ?; "
    "--enable-fips-image ?; --max-surge; --scale-down-mode; --snapshot-id; --ppg; "
    "--gpu-instance-profile; --host-group-id; --kubelet-config; --linux-os-config; "
    "--aks-custom-headers; --crg-id";

constexpr std::array kubernetes_rows{
    Command{"aks create", types::clusters, cluster_create_options, create_cluster},
    Command{"aks update", types::clusters, cluster_update_options, update_cluster},
    Command{"aks show", types::clusters, "--name -n ! ^; @G @ids", show},
    Command{"aks list", types::clusters, "@g", list},
    Command{"aks delete", types::clusters, "--name -n ! ^; @G @ids", remove},
    Command{"aks nodepool add", types::clusters, pool_options, add_pool},
    Command{"aks nodepool delete", types::clusters, "--cluster-name ! ^; --name -n !; @G",
            remove_pool},
};

}  // namespace

std::span<const Command> kubernetes_commands() { return kubernetes_rows; }

}  // namespace airtight::input::az
