#!/bin/bash
# A connection goes to a site or to another gateway, not to both.
az group create --name rg --location westeurope
az network vnet create --resource-group rg --name hub --address-prefixes 10.0.0.0/16 --subnet-name GatewaySubnet --subnet-prefixes 10.0.0.0/27
az network public-ip create --resource-group rg --name ip
az network vnet-gateway create --resource-group rg --name gw --vnet hub --public-ip-addresses ip
az network local-gateway create --resource-group rg --name site --gateway-ip-address 192.0.2.1 --local-address-prefixes 192.168.0.0/16
az network vpn-connection create --resource-group rg --name c --vnet-gateway1 gw --local-gateway2 site --vnet-gateway2 gw
