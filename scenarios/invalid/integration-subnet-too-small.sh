#!/bin/bash
# Integration needs a /28 at least.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name integration --address-prefixes 10.0.0.0/29 --delegations Microsoft.Web/serverfarms
az appservice plan create --resource-group rg --name plan --location westeurope --sku S1
az webapp create --resource-group rg --plan plan --name app1
az webapp vnet-integration add --resource-group rg --name app1 --vnet vnet --subnet integration
