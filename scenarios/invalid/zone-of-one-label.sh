#!/bin/bash
# A private zone has two labels at least.
az group create --name rg --location westeurope
az network private-dns zone create --resource-group rg --name internal
