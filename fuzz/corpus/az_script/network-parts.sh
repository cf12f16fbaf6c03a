#!/bin/bash
az group create -n rg -l west
az network vnet create -g rg -n v --subnet-name GatewaySubnet
az network nic create -g rg -n n --vnet-name v --subnet GatewaySubnet
az network nic ip-config create -g rg --nic-name n -n two --private-ip-address 10.0.0.9 --make-primary
az network nic ip-config delete -g rg --nic-name n -n ipconfig1
az network lb create -g rg -n lb --vnet-name v --subnet GatewaySubnet
az network lb rule create -g rg --lb-name lb -n r --protocol Tcp --frontend-port 1 --backend-port 1
az network vhub create -g rg -n hub --address-prefix 10.9.0.0/23
az network vhub routing-intent create -g rg --vhub hub -n i --routing-policies "[{name:a,destinations:[Internet,[x],next-hop:b}]"
az network vhub route-table route remove -g rg --vhub-name hub -n t --index 99999
az network vnet-gateway create -g rg -n gw --vnet v --public-ip-addresses "" $IPS
az network vpn-connection create -g rg -n c --vnet-gateway1 gw --local-gateway2 $SITE
az aks create -g rg -n k --vnet-subnet-id $SUBNET
az postgres flexible-server create -g rg -n db --vnet v --subnet s --public-access 1-2-3
az deployment group create -g rg -f ../../../../etc/passwd -p a=@/dev/zero -p '{"x":' -p @-
az resource create -g rg -n x --resource-type A.B/c --properties @-
