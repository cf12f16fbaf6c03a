#!/bin/bash
# The endpoint goes into a subnet that the network does not have.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az keyvault create --resource-group rg --name kv1 --location westeurope
kv=$(az keyvault show --name kv1 --query id --output tsv)
az network private-endpoint create --resource-group rg --name pe --location westeurope --connection-name pc --private-connection-resource-id "$kv" --group-id vault --vnet-name vnet --subnet ghost-subnet
