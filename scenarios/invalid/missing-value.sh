#!/bin/bash
# The location was forgotten.
az group create --name rg --location
