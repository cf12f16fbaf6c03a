#!/bin/sh
# Checks each file that is given for itself; fails where a promise is broken or an input is wrong.
# What a single file leaves open is no failure before a commit: the pipeline sees the whole.
set -u

worst=0
for file in "$@"; do
  code=0
  report=$("${AIRTIGHT:-airtight}" check "$file" --quiet --fail-on violated) || code=$?
  if [ "$code" -ne 0 ]; then
    printf '%s\n%s\n' "$file" "$report"
    worst=1
  fi
done
exit "$worst"
