#!/bin/bash
# The subnet belongs to App Service.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name integration --address-prefixes 10.0.0.0/24 --delegations Microsoft.Web/serverfarms
az keyvault create --resource-group rg --name kv1 --location westeurope
kv=$(az keyvault show --name kv1 --query id --output tsv)
az network private-endpoint create --resource-group rg --name pe --location westeurope --connection-name pc --private-connection-resource-id "$kv" --group-id vault --vnet-name vnet --subnet integration
