#!/bin/bash
# Pasted from a page that lost its line breaks.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name vnet --address-prefixes 10.0.0.0/16Create
