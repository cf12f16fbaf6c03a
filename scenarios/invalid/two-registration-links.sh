#!/bin/bash
# A network registers its machines in one zone only.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16
az network private-dns zone create --resource-group rg --name a.example.internal
az network private-dns zone create --resource-group rg --name b.example.internal
az network private-dns link vnet create --resource-group rg --name first --zone-name a.example.internal --virtual-network vnet --registration-enabled true
az network private-dns link vnet create --resource-group rg --name second --zone-name b.example.internal --virtual-network vnet --registration-enabled true
