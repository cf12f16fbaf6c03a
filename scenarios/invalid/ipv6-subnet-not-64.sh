#!/bin/bash
# An IPv6 subnet is exactly /64.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16 fd00::/48
az network vnet subnet create --resource-group rg --vnet-name vnet --name one --address-prefixes 10.0.0.0/24 fd00::/63
