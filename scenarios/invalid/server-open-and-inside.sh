#!/bin/bash
# A flexible server is in a network or public.
az group create --name rg --location westeurope
az postgres flexible-server create --resource-group rg --name db --vnet hub --subnet db --public-access All
