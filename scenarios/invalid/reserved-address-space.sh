#!/bin/bash
# Link-local addresses cannot be a network.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 169.254.0.0/16
