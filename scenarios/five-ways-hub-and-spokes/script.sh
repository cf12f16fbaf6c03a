#!/usr/bin/env bash
# A hub with a firewall, and two spokes that see each other only through it.
set -e
RG="resource-group"
FW_IP="10.0.0.4"

az group create -n "$RG" -l eastus -o none
az network vnet create -g "$RG" -n hub --address-prefix 10.0.0.0/16 \
  --subnet-name AzureFirewallSubnet --subnet-prefix 10.0.0.0/26 -o none

az network public-ip create -g "$RG" -n pip-fw1 --sku Standard -o none
az network firewall policy create -g "$RG" -n policy1 --sku Standard -o none
az network firewall create -g "$RG" -n fw1 --firewall-policy policy1 --sku AZFW_VNet --tier Standard -o none
az network firewall ip-config create -g "$RG" -f fw1 -n ipconfig1 --vnet-name hub --public-ip-address pip-fw1 -o none

az network firewall policy rule-collection-group create -g "$RG" --policy-name policy1 -n rules --priority 200 -o none
az network firewall policy rule-collection-group collection add-filter-collection -g "$RG" --policy-name policy1 \
  --rcg-name rules -n between-spokes --collection-priority 1000 --action Allow \
  --rule-type NetworkRule --rule-name spoke1-to-spoke2 --ip-protocols TCP \
  --source-addresses 10.1.0.0/16 --destination-addresses 10.2.1.10 --destination-ports 443 8443 -o none
az network firewall policy rule-collection-group collection rule add -g "$RG" --policy-name policy1 \
  --rcg-name rules --collection-name between-spokes --rule-type NetworkRule -n time --ip-protocols UDP \
  --source-addresses 10.1.0.0/16 10.2.0.0/16 --dest-addr '*' --destination-ports 123 -o none
az network firewall policy rule-collection-group collection add-filter-collection -g "$RG" --policy-name policy1 \
  --rcg-name rules -n to-the-internet --collection-priority 2000 --action Allow \
  --rule-type ApplicationRule --rule-name updates --protocols Https=443 \
  --source-addresses 10.1.0.0/16 --target-fqdns packages.example.com '*.ubuntu.example.org' -o none

for i in 1 2; do
  az network route-table create -g "$RG" -n "rt-spoke$i" --disable-bgp-route-propagation -o none
  az network route-table route create -g "$RG" --route-table-name "rt-spoke$i" -n everything \
    --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address "$FW_IP" -o none
  az network route-table route create -g "$RG" --route-table-name "rt-spoke$i" -n other-spoke \
    --address-prefix "10.$((3 - i)).0.0/16" --next-hop-type VirtualAppliance --next-hop-ip-address "$FW_IP" -o none
  az network vnet create -g "$RG" -n "spoke$i" --address-prefix "10.$i.0.0/16" -o none
  az network vnet subnet create -g "$RG" --vnet-name "spoke$i" -n snet-work --address-prefix "10.$i.1.0/24" \
    --route-table "rt-spoke$i" -o none
  az network vnet peering create -g "$RG" -n "hub-to-spoke$i" --vnet-name hub --remote-vnet "spoke$i" \
    --allow-vnet-access --allow-forwarded-traffic -o none
  az network vnet peering create -g "$RG" -n "spoke$i-to-hub" --vnet-name "spoke$i" --remote-vnet hub \
    --allow-vnet-access --allow-forwarded-traffic -o none
  az network nic create -g "$RG" -n "nic-spoke$i" --vnet-name "spoke$i" --subnet snet-work \
    --private-ip-address "10.$i.1.10" -o none
  az vm create -g "$RG" -n "vm-spoke$i" --nics "nic-spoke$i" --image Ubuntu2404 --admin-username azureuser \
    --generate-ssh-keys -o none
done
