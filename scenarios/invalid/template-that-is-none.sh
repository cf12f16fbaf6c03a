#!/bin/bash
az group create --name rg --location westeurope
az deployment group create --resource-group rg --template-file missing-value.sh
