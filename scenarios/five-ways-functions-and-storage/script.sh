#!/bin/bash
# Functions that reach the four services of their storage account privately, and a builder that
# reaches them through a service endpoint.
group=resource-group
account=stfiveways

az group create -n $group -l eastus
az network vnet create -g $group -n vnet1 --address-prefixes 10.30.0.0/16
az network vnet subnet create -g $group --vnet-name vnet1 -n snet-functions --address-prefixes 10.30.0.0/26 \
  --delegations Microsoft.Web/serverFarms
az network vnet subnet create -g $group --vnet-name vnet1 -n snet-endpoints --address-prefixes 10.30.1.0/24 \
  --disable-private-endpoint-network-policies
az network vnet subnet create -g $group --vnet-name vnet1 -n snet-builders --address-prefixes 10.30.2.0/24 \
  --service-endpoints Microsoft.Storage

az storage account create -g $group -n $account --sku Standard_LRS --min-tls-version TLS1_2 \
  --public-network-access Enabled --default-action Deny --bypass AzureServices
az storage account network-rule add -g $group --account-name $account --ip-address 198.51.100.0/24
az storage account network-rule add -g $group --account-name $account --vnet-name vnet1 --subnet snet-builders
accountId=$(az storage account show -g $group -n $account --query id -o tsv)

number=10
for service in blob queue table file; do
  zone="privatelink.$service.core.windows.net"
  az network private-dns zone create -g $group -n "$zone"
  az network private-dns link vnet create -g $group -z "$zone" -n vnet1 -v vnet1 -e false
  az network private-endpoint create -g $group -n "pe-$service" --vnet-name vnet1 --subnet snet-endpoints \
    --private-connection-resource-id "$accountId" --group-ids "$service" --connection-name "$service" \
    --nic-name "nic-$service" \
    --ip-config name=ipconfig1 group-id="$service" member-name="$service" private-ip-address="10.30.1.$number"
  az network private-endpoint dns-zone-group create -g $group --endpoint-name "pe-$service" -n default \
    --private-dns-zone "$zone" --zone-name "$service"
  number=$((number + 1))
done

az functionapp plan create -g $group -n plan1 --sku EP1 --is-linux true
az functionapp create -g $group -n func1 --plan plan1 --storage-account $account --functions-version 4 \
  --runtime python --runtime-version 3.11 --os-type Linux --assign-identity '[system]'
az functionapp vnet-integration add -g $group -n func1 --vnet vnet1 --subnet snet-functions
az functionapp config appsettings set -g $group -n func1 --settings AzureWebJobsStorage__accountName=$account

az network nic create -g $group -n nic-builder --vnet-name vnet1 --subnet snet-builders --private-ip-address 10.30.2.10
az vm create -g $group -n vm-builder --nics nic-builder --image Ubuntu2404 --admin-username azureuser --generate-ssh-keys
