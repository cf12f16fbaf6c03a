#!/bin/bash
# The subnet is not in the address space.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name one --address-prefixes 10.1.0.0/24
