#!/bin/bash
# The app, its vault and the way between them.
set -euo pipefail
group=resource-group
vault=vault-five-ways
zone=privatelink.vaultcore.azure.net

az group create --name $group --location eastus
az network vnet create -g $group -n vnet1 --address-prefixes 10.10.0.0/16
az network vnet subnet create -g $group --vnet-name vnet1 -n snet-app --address-prefixes 10.10.1.0/24 \
  --delegations Microsoft.Web/serverFarms
az network vnet subnet create -g $group --vnet-name vnet1 -n snet-endpoints --address-prefixes 10.10.2.0/24 \
  --private-endpoint-network-policies Disabled

az keyvault create -g $group -n $vault --enable-rbac-authorization true --default-action Deny --bypass None \
  --public-network-access Disabled
vaultId=$(az keyvault show -g $group -n $vault --query id -o tsv)

az network private-dns zone create -g $group -n $zone
az network private-dns link vnet create -g $group -z $zone -n vnet1-link -v vnet1 -e false
az network private-endpoint create -g $group -n pe-vault --vnet-name vnet1 --subnet snet-endpoints \
  --private-connection-resource-id "$vaultId" --group-id vault --connection-name pe-vault
az network private-endpoint dns-zone-group create -g $group --endpoint-name pe-vault -n default \
  --private-dns-zone $zone --zone-name privatelink-vaultcore-azure-net

az appservice plan create -g $group -n plan1 --sku P1V3
az webapp create -g $group -n app1 -p plan1 --https-only true --assign-identity
az webapp vnet-integration add -g $group -n app1 --vnet vnet1 --subnet snet-app
az webapp config appsettings set -g $group -n app1 --settings \
  DB_PASSWORD="@Microsoft.KeyVault(SecretUri=https://$vault.vault.azure.net/secrets/db-password)"
