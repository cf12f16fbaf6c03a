#!/bin/bash
# A letter is missing in the option.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --adress-prefixes 10.0.0.0/16
