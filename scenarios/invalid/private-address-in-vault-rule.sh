#!/bin/bash
# A vault sees public addresses only.
az group create --name rg --location westeurope
az keyvault create --resource-group rg --name kv1 --location westeurope
az keyvault network-rule add --resource-group rg --name kv1 --ip-address 10.0.0.0/24
