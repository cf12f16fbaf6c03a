#!/bin/bash
# This name is not for private zones; a child of it would be.
az group create --name rg --location westeurope
az network private-dns zone create --resource-group rg --name azure.com
