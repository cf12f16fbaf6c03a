#!/bin/bash
# A done without a loop.
az group create --name rg --location westeurope
done
az network vnet create --resource-group rg --name vnet
