#!/bin/bash
# Secure the language detector with a key vault (T-001 to T-011).
# The first half of the tutorial: an app, an AI service, a vault that holds the key, everything public.
# 2-isolate.sh goes on in the same shell: it needs the variables set here, the two secret
# identifiers among them (TD-03).
# In default.zip is the php folder of the sample app-service-language-detector.
# shellcheck disable=SC2034

groupName=myKVResourceGroup
region=westeurope
csResourceName=langdetect-cs
appName=langdetect-app
vaultName=langdetect-kv
vnetName=langdetect-vnet

# T-001 Create the resource group.
az group create --name "$groupName" --location "$region"

# T-002 Create the AI services account; the custom domain is what a private endpoint needs later (E-060).
az cognitiveservices account create --resource-group "$groupName" --name "$csResourceName" --location "$region" --kind TextAnalytics --sku F0 --custom-domain "$csResourceName"

# TD-08: the plan bears the app's name, because T-115 addresses it so.
# T-003a Create a free plan.
az appservice plan create --resource-group "$groupName" --name "$appName" --location "$region" --sku FREE

# TD-16: a release that no longer offers PHP on Windows needs another way to the same site.
# T-003 Create the app.
az webapp create --resource-group "$groupName" --plan "$appName" --name "$appName"

az webapp deployment source config-zip --resource-group "$groupName" --name "$appName" --src default.zip

csKey1=$(az cognitiveservices account keys list --resource-group "$groupName" --name "$csResourceName" --query key1 --output tsv)

# T-004 Give the app the account's name and key as plain settings.
az webapp config appsettings set --resource-group "$groupName" --name "$appName" --settings CS_ACCOUNT_NAME="$csResourceName" CS_ACCOUNT_KEY="$csKey1"

# T-005 Look at the page: it loads, and Detect works.
curl -s -o /dev/null -w '%{http_code}\n' "https://$appName.azurewebsites.net"

# T-006 Create the key vault; the command line sends its rules along, defaultAction Allow (E-031).
az keyvault create --resource-group "$groupName" --name "$vaultName" --location "$region" --sku standard --enable-rbac-authorization

vaultResourceId=$(az keyvault show --name "$vaultName" --query id --output tsv)

# TD-09: objectId became id.
myId=$(az ad signed-in-user show --query id --output tsv)

# T-007 Let yourself manage the secrets.
az role assignment create --role "Key Vault Secrets Officer" --assignee-object-id "$myId" --assignee-principal-type User --scope "$vaultResourceId"

# T-008 Give the app an identity that may read the secrets.
az webapp identity assign --resource-group "$groupName" --name "$appName" --scope "$vaultResourceId" --role "Key Vault Secrets User"

# Step T-009 stores two secrets. This is the first.
# TD-12: both identifiers name a version, so a rotated secret would never reach the app.
csResourceKVUri=$(az keyvault secret set --vault-name "$vaultName" --name csresource --value "$csResourceName" --query id --output tsv)

# T-009 Store the second secret, the key.
csKeyKVUri=$(az keyvault secret set --vault-name "$vaultName" --name cskey --value "$csKey1" --query id --output tsv)

# T-010 Replace the plain settings by references to the vault.
az webapp config appsettings set --resource-group "$groupName" --name "$appName" --settings CS_ACCOUNT_NAME="@Microsoft.KeyVault(SecretUri=$csResourceKVUri)" CS_ACCOUNT_KEY="@Microsoft.KeyVault(SecretUri=$csKeyKVUri)"

# T-011 Look at the page: it loads, and Detect works.
curl -s -o /dev/null -w '%{http_code}\n' "https://$appName.azurewebsites.net"
