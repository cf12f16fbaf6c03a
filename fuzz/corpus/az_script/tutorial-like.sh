#!/bin/bash
# T-001 the group
groupName=rg1
region=${REGION:-westeurope}
az group create --name $groupName --location "$region"
az network vnet create --resource-group $groupName --name vnet1 \
  --address-prefixes 10.0.0.0/16
vnetId=$(az network vnet show -g $groupName -n vnet1 --query id --output tsv)
for name in a b "c d"; do
  az network private-dns zone create -g $groupName -n "$name.example"
done
if [ -z "$vnetId" ]; then echo none; else export ID=$vnetId; fi
while [ "$(az webapp show -n app1 --query state -o tsv)" != Running ]; do sleep 5; done
az webapp config appsettings set -n app1 --settings "KEY=@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/k/)"
