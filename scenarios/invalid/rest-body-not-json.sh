#!/bin/bash
# The body of the request ends early.
az group create --name rg --location westeurope
az cognitiveservices account create --resource-group rg --name cs1 --location westeurope --kind TextAnalytics --sku F0 --custom-domain cs1
cs=$(az cognitiveservices account show --resource-group rg --name cs1 --query id --output tsv)
az rest --method PATCH --uri "$cs?api-version=2021-04-30" --body '{"properties":{"publicNetworkAccess":'
