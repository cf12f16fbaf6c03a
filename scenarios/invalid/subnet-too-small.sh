#!/bin/bash
# A subnet of four addresses.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group rg --vnet-name vnet --name one --address-prefixes 10.0.0.0/30
