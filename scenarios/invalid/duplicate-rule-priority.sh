#!/bin/bash
# Two outbound rules of one priority.
az group create --name rg --location westeurope
az network nsg create --resource-group rg --name nsg
az network nsg rule create --resource-group rg --nsg-name nsg --name first --priority 100 --direction Outbound --access Deny --destination-port-ranges 443
az network nsg rule create --resource-group rg --nsg-name nsg --name second --priority 100 --direction Outbound --access Allow --destination-port-ranges 443
