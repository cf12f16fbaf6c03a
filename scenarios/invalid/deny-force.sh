#!/bin/bash
# Pasted from a page that lost its line breaks: the next sentence began with "Force".
az group create --name rg --location westeurope
az keyvault create --resource-group rg --name kv1 --location westeurope
az keyvault update --name kv1 --default-action DenyForce
