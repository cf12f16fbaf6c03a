#!/bin/bash
# Fallback is for private link zones.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network private-dns zone create --resource-group rg --name corp.example
az network private-dns link vnet create --resource-group rg --name link --zone-name corp.example --virtual-network vnet --registration-enabled false --resolution-policy NxDomainRedirect
