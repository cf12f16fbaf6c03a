#!/bin/bash
# A prefix that two options share.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name endpoints --address-prefixes 10.0.1.0/24 --disable-private true
