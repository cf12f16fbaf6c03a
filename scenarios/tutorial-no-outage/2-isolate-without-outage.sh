#!/bin/bash
# Isolate the back ends without an outage (T-170): every private path stands, and is proved, before
# anything is closed.
# The same commands as in the tutorial, each under its own label, in another order.
# Runs after 1-secure-with-key-vault.sh in the same shell, which has set the variables (TD-03).
# shellcheck disable=SC2154

# TD-20: the name needs to be unique in the group only.
# T-101 Create the virtual network.
az network vnet create --resource-group "$groupName" --location "$region" --name "$vnetName" --address-prefixes 10.0.0.0/16

# TD-22: the provider spells it serverFarms; case does not matter.
# T-102 Create the subnet for the app's integration.
az network vnet subnet create --resource-group "$groupName" --vnet-name "$vnetName" --name vnet-integration-subnet --address-prefixes 10.0.0.0/24 --delegations Microsoft.Web/serverfarms

# TD-06: no longer required, and it takes NSGs and routes away from the endpoints.
# T-103 Create the subnet for the private endpoints.
az network vnet subnet create --resource-group "$groupName" --vnet-name "$vnetName" --name private-endpoint-subnet --address-prefixes 10.0.1.0/24 --disable-private-endpoint-network-policies

# T-104 Create the private zone of the AI services.
az network private-dns zone create --resource-group "$groupName" --name privatelink.cognitiveservices.azure.com

# T-105 Create the private zone of the vaults.
az network private-dns zone create --resource-group "$groupName" --name privatelink.vaultcore.azure.net

# TD-11: the names of links and zone groups are free labels.
# T-106 Link the AI services' zone to the virtual network.
az network private-dns link vnet create --resource-group "$groupName" --name cognitiveservices-zonelink --zone-name privatelink.cognitiveservices.azure.com --virtual-network "$vnetName" --registration-enabled False

# T-107 Link the vaults' zone to the virtual network.
az network private-dns link vnet create --resource-group "$groupName" --name vaultcore-zonelink --zone-name privatelink.vaultcore.azure.net --virtual-network "$vnetName" --registration-enabled False

vaultResourceId=$(az keyvault show --name "$vaultName" --query id --output tsv)

# T-111 Create the private endpoint of the vault.
az network private-endpoint create --resource-group "$groupName" --name securekeyvault-pe --location "$region" --connection-name securekeyvault-pc --private-connection-resource-id "$vaultResourceId" --group-id vault --vnet-name "$vnetName" --subnet private-endpoint-subnet

# T-112 Register its address in the zone.
az network private-endpoint dns-zone-group create --resource-group "$groupName" --endpoint-name securekeyvault-pe --name securekeyvault-zg --private-dns-zone privatelink.vaultcore.azure.net --zone-name privatelink.vaultcore.azure.net

csResourceId=$(az cognitiveservices account show --resource-group "$groupName" --name "$csResourceName" --query id --output tsv)

# TD-18: until T-109 clients in the virtual network get NXDOMAIN for it.
# T-108 Create the private endpoint of the AI service.
az network private-endpoint create --resource-group "$groupName" --name securecstext-pe --location "$region" --connection-name securecstext-pc --private-connection-resource-id "$csResourceId" --group-id account --vnet-name "$vnetName" --subnet private-endpoint-subnet

# T-109 Register its address in the zone.
az network private-endpoint dns-zone-group create --resource-group "$groupName" --endpoint-name securecstext-pe --name securecstext-zg --private-dns-zone privatelink.cognitiveservices.azure.com --zone-name privatelink.cognitiveservices.azure.com

# TD-04: Basic would do.
# T-115 Scale the plan up to a tier that can be integrated.
az appservice plan update --name "$appName" --resource-group "$groupName" --sku S1

# T-116 Redirect HTTP to HTTPS.
az webapp update --resource-group "$groupName" --name "$appName" --https-only

# TD-05: the command turns route-all on, so more than RFC 1918 is routed.
# T-117 Integrate the app with the virtual network.
az webapp vnet-integration add --resource-group "$groupName" --name "$appName" --vnet "$vnetName" --subnet vnet-integration-subnet

# T-118 Wait until the integration is usable; both names must lead to their endpoints now.
sleep 120

# T-119 Write the references once and see them resolved.
az webapp config appsettings set --resource-group "$groupName" --name "$appName" --settings CS_ACCOUNT_NAME="@Microsoft.KeyVault(SecretUri=$csResourceKVUri)" CS_ACCOUNT_KEY="@Microsoft.KeyVault(SecretUri=$csKeyKVUri)"

# TD-10: quoted, because some shells expand the question mark.
# T-110 Close the AI service to the Internet.
az rest --uri "$csResourceId?api-version=2021-04-30" --method PATCH --body '{"properties":{"publicNetworkAccess":"Disabled"}}' --headers 'Content-Type=application/json'

# TD-13: Succeeded does not prove that the data plane has followed.
until [ "$(az cognitiveservices account show --resource-group "$groupName" --name "$csResourceName" --query properties.provisioningState --output tsv)" = Succeeded ]; do sleep 5; done

# TD-07: bypass stays AzureServices and publicNetworkAccess stays Enabled.
# T-113 Close the vault to the Internet.
az keyvault update --name "$vaultName" --default-action Deny

# T-170 Look at the page once more: it loads, and Detect works.
curl -s -o /dev/null -w '%{http_code}\n' "https://$appName.azurewebsites.net"
