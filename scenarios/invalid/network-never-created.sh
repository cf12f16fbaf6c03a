#!/bin/bash
# The zone is linked to a network that no command creates, in a group that was made just now.
az group create --name rg --location westeurope
az network private-dns zone create --resource-group rg --name privatelink.vaultcore.azure.net
az network private-dns link vnet create --resource-group rg --name link --zone-name privatelink.vaultcore.azure.net --virtual-network ghost-vnet --registration-enabled false
