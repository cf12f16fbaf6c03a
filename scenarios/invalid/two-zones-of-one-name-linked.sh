#!/bin/bash
# A network sees one zone of a name.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az group create --name other --location westeurope
az network private-dns zone create --resource-group rg --name privatelink.vaultcore.azure.net
az network private-dns zone create --resource-group other --name privatelink.vaultcore.azure.net
vnet=$(az network vnet show --resource-group rg --name vnet --query id --output tsv)
az network private-dns link vnet create --resource-group rg --name first --zone-name privatelink.vaultcore.azure.net --virtual-network "$vnet" --registration-enabled false
az network private-dns link vnet create --resource-group other --name second --zone-name privatelink.vaultcore.azure.net --virtual-network "$vnet" --registration-enabled false
