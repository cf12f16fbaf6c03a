#!/bin/bash
# The if is never closed.
az group create --name rg --location westeurope
name=vnet
if [ -n "$name" ]; then