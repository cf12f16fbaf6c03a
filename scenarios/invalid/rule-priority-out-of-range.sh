#!/bin/bash
# Priorities begin at 100.
az group create --name rg --location westeurope
az network nsg create --resource-group rg --name nsg
az network nsg rule create --resource-group rg --nsg-name nsg --name first --priority 99 --direction Outbound --access Deny --destination-port-ranges 443
