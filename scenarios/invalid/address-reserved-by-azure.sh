#!/bin/bash
# The fourth address of a subnet is taken.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name one --address-prefixes 10.0.0.0/24
az network nic create --resource-group rg --name nic --vnet-name vnet --subnet one --private-ip-address 10.0.0.3
