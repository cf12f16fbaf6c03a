#!/bin/bash
# There is no /33.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/33
