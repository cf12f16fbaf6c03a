az keyvault show -n kv1 --query "a[?b=='c'] | [0].{x:y, z:[w,*]}" -o tsv
