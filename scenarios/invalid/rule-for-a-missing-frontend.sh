#!/bin/bash
# The load balancer has one frontend, and it is called otherwise.
az group create --name rg --location westeurope
az network lb create --resource-group rg --name lb --sku Standard --frontend-ip-name front
az network lb rule create --resource-group rg --lb-name lb --name web --protocol Tcp --frontend-port 443 --backend-port 443 --frontend-ip-name font
