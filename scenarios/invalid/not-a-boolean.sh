#!/bin/bash
# Neither true nor false.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network private-dns zone create --resource-group rg --name privatelink.vaultcore.azure.net
az network private-dns link vnet create --resource-group rg --name link --zone-name privatelink.vaultcore.azure.net --virtual-network vnet --registration-enabled perhaps
