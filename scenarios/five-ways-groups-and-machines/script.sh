#!/bin/bash
# Two machines in one subnet, told apart by application security groups.
az configure --defaults group=resource-group location=eastus
az group create -n resource-group -l eastus

az network asg create -n asg-web
az network asg create -n asg-db

az network nsg create -n nsg-machines
az network nsg rule create --nsg-name nsg-machines -n allow-web-from-internet --priority 100 --protocol Tcp \
  --source-address-prefixes Internet --destination-asgs asg-web --destination-port-ranges 443
az network nsg rule create --nsg-name nsg-machines -n allow-db-from-web --priority 110 --protocol Tcp \
  --source-asgs asg-web --destination-asgs asg-db --destination-port-ranges 5432
az network nsg rule create --nsg-name nsg-machines -n allow-ssh-from-office --priority 120 --protocol Tcp \
  --source-address-prefixes 198.51.100.0/24 203.0.113.7/32 --destination-port-ranges 22
az network nsg rule create --nsg-name nsg-machines -n deny-the-rest-inside --priority 4000 --access Deny \
  --source-address-prefixes VirtualNetwork --destination-address-prefixes VirtualNetwork --destination-port-ranges '*'

az network vnet create -n vnet1 --address-prefixes 10.20.0.0/16
az network vnet subnet create --vnet-name vnet1 -n snet-machines --address-prefixes 10.20.1.0/24 \
  --nsg nsg-machines --default-outbound false

az network public-ip create -n pip-web --sku Standard
az network nic create -n nic-web --vnet-name vnet1 --subnet snet-machines --private-ip-address 10.20.1.10 \
  --asgs asg-web --public-ip-address pip-web
az network nic create -n nic-db --vnet-name vnet1 --subnet snet-machines --private-ip-address 10.20.1.20 \
  --asgs asg-db

for role in web db; do
  az vm create -n vm-$role --nics nic-$role --image Ubuntu2404 --size Standard_B2s --admin-username azureuser \
    --generate-ssh-keys
done
