#!/bin/bash
# The spoke asks the resolver in the hub; only the hub is linked to the zones.
az configure --defaults group=resource-group location=eastus
az group create --name resource-group --location eastus

az network vnet create -n hub --address-prefixes 10.50.0.0/16
az network vnet subnet create --vnet-name hub -n snet-inbound --address-prefixes 10.50.0.0/28 \
  --delegations Microsoft.Network/dnsResolvers
az network vnet subnet create --vnet-name hub -n snet-endpoints --address-prefixes 10.50.1.0/24 \
  --disable-private-endpoint-network-policies true
az network vnet create -n spoke --address-prefixes 10.60.0.0/16 --dns-servers 10.50.0.4
az network vnet subnet create --vnet-name spoke -n snet-app --address-prefixes 10.60.0.0/26 \
  --delegations Microsoft.Web/serverFarms

hubId=$(az network vnet show -n hub --query id --output tsv)
spokeId=$(az network vnet show -n spoke --query id --output tsv)
az network vnet peering create -n hub-to-spoke --vnet-name hub --remote-vnet "$spokeId" --allow-vnet-access
az network vnet peering create -n spoke-to-hub --vnet-name spoke --remote-vnet "$hubId" --allow-vnet-access

az dns-resolver create -n resolver1 --id "$hubId"
az dns-resolver inbound-endpoint create --dns-resolver-name resolver1 -n inbound \
  --ip-configurations "[{private-ip-address:10.50.0.4,private-ip-allocation-method:Static,id:$hubId/subnets/snet-inbound}]"

az cognitiveservices account create -n ai-five-ways --kind TextAnalytics --sku S --custom-domain ai-five-ways --yes
aiId=$(az cognitiveservices account show -n ai-five-ways --query id -o tsv)
az resource update --ids "$aiId" --set properties.publicNetworkAccess=Disabled

az sql server create -n sql-five-ways --admin-user sqladmin --admin-password "$(openssl rand -base64 24)" --enable-public-network true
az sql server firewall-rule create --server sql-five-ways -n office \
  --start-ip-address 198.51.100.0 --end-ip-address 198.51.100.255
sqlId=$(az sql server show -n sql-five-ways --query id -o tsv)

endpoint() {  # name, id, group, zone
  az network private-dns zone create -n "$4"
  az network private-dns link vnet create -z "$4" -n hub -v hub -e false
  az network private-endpoint create -n "$1" --vnet-name hub --subnet snet-endpoints \
    --private-connection-resource-id "$2" --group-id "$3" --connection-name "$1"
  az network private-endpoint dns-zone-group create --endpoint-name "$1" -n default --private-dns-zone "$4" \
    --zone-name "${4//./-}"
}
endpoint pe-ai "$aiId" account privatelink.cognitiveservices.azure.com
endpoint pe-sql "$sqlId" sqlServer privatelink.database.windows.net

az appservice plan create -n plan1 --sku B1 --is-linux
az webapp create -n app1 -p plan1 --runtime "PYTHON:3.12"
az webapp vnet-integration add -n app1 --vnet spoke --subnet snet-app
az webapp config appsettings set -n app1 --settings \
  AI_ENDPOINT=https://ai-five-ways.cognitiveservices.azure.com/ SQL_SERVER=sql-five-ways.database.windows.net
