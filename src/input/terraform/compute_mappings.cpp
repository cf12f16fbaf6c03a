#include "input/terraform/mapping.h"
#include "input/types.h"

// Machines and their network interfaces.
namespace airtight::input::terraform {
namespace {

constexpr Field configuration_fields[] = {
    copy("name", "name"),
    id("subnet_id", "properties.subnet.id", types::subnets),
    copy("private_ip_address", "properties.privateIPAddress"),
    copy("private_ip_address_allocation", "properties.privateIPAllocationMethod"),
    copy("private_ip_address_version", "properties.privateIPAddressVersion"),
    id("public_ip_address_id", "properties.publicIPAddress.id", types::public_ips),
    copy("primary", "properties.primary"),
};

constexpr Field interface_fields[] = {
    blocks("ip_configuration", "properties.ipConfigurations", configuration_fields),
    copy("ip_forwarding_enabled", "properties.enableIPForwarding"),
    copy("enable_ip_forwarding", "properties.enableIPForwarding"),
    copy("dns_servers", "properties.dnsSettings.dnsServers"),
    id("network_security_group_id", "properties.networkSecurityGroup.id", types::nsgs),
};

constexpr Field interface_group_fields[] = {
    id("network_security_group_id", "properties.networkSecurityGroup.id", types::nsgs)};

constexpr Field member_fields[] = {id("application_security_group_id", "id", types::asgs)};
constexpr Field interface_member_fields[] = {
    append("properties.ipConfigurations.*.properties.applicationSecurityGroups", member_fields)};
constexpr Field endpoint_member_fields[] = {
    append("properties.applicationSecurityGroups", member_fields)};

constexpr Field machine_fields[] = {each_id(
    "network_interface_ids", "properties.networkProfile.networkInterfaces", "id", types::nics)};

constexpr Field set_configuration_fields[] = {
    copy("name", "name"),
    id("subnet_id", "properties.subnet.id", types::subnets),
    copy("primary", "properties.primary"),
};
constexpr Field set_interface_fields[] = {
    copy("name", "name"),
    copy("primary", "properties.primary"),
    id("network_security_group_id", "properties.networkSecurityGroup.id", types::nsgs),
    blocks("ip_configuration", "properties.ipConfigurations", set_configuration_fields),
};
constexpr Field set_fields[] = {
    blocks("network_interface",
           "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations",
           set_interface_fields),
    blocks("network_profile",
           "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations",
           set_interface_fields),
};

constexpr Mapping rows[] = {
    {"azurerm_network_interface", types::nics, interface_fields},
    {"azurerm_network_interface_security_group_association",
     types::nics,
     interface_group_fields,
     {"network_interface_id"},
     Kind::patch},
    {"azurerm_network_interface_application_security_group_association",
     types::nics,
     interface_member_fields,
     {"network_interface_id"},
     Kind::patch},
    {"azurerm_private_endpoint_application_security_group_association",
     types::private_endpoints,
     endpoint_member_fields,
     {"private_endpoint_id"},
     Kind::patch},
    {"azurerm_linux_virtual_machine", types::machines, machine_fields},
    {"azurerm_windows_virtual_machine", types::machines, machine_fields},
    {"azurerm_virtual_machine", types::machines, machine_fields},
    {"azurerm_linux_virtual_machine_scale_set", types::scale_sets, set_fields},
    {"azurerm_windows_virtual_machine_scale_set", types::scale_sets, set_fields},
    {"azurerm_orchestrated_virtual_machine_scale_set", types::scale_sets, set_fields},
    {"azurerm_virtual_machine_scale_set", types::scale_sets, set_fields},
};

}  // namespace

std::span<const Mapping> compute_mappings() { return rows; }

}  // namespace airtight::input::terraform
