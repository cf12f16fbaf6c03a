#!/bin/bash
# A vault has one group, and its name is vault.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name endpoints --address-prefixes 10.0.1.0/24
az keyvault create --resource-group rg --name kv1 --location westeurope
kv=$(az keyvault show --name kv1 --query id --output tsv)
az network private-endpoint create --resource-group rg --name pe --location westeurope --connection-name pc --private-connection-resource-id "$kv" --group-id account --vnet-name vnet --subnet endpoints
