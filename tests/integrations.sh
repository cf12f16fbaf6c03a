#!/bin/sh
# Runs the entry points of docs/integrations with a program, and looks at what they leave.
set -eu
airtight=$1
root=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
integrations=$root/docs/integrations

fail() {
  echo "integrations: $1" >&2
  exit 1
}
expect() {  # a code, then a command
  expected=$1
  shift
  code=0
  "$@" >out 2>err || code=$?
  [ "$code" -eq "$expected" ] || fail "$* ended with $code, not $expected: $(cat out err)"
}

vault() {
  printf '[{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/%s",' "$1"
  printf '"type":"Microsoft.KeyVault/vaults","name":"%s","location":"westeurope",' "$1"
  printf '"properties":{"tenantId":"t","publicNetworkAccess":"%s"}}]\n' "$2"
}
vault kv1 Enabled >'open one.json'
vault kv2 Disabled >closed.json

export AIRTIGHT="$airtight" AIRTIGHT_INPUTS='open one.json
closed.json' AIRTIGHT_PACKS='mcsb
cis' GITHUB_OUTPUT=output GITHUB_STEP_SUMMARY=summary.md AIRTIGHT_ANNOTATIONS=github
expect 1 "$integrations/check.sh"
grep -q '^::error file=open%20one.json\|^::error file=open one.json' out || fail "no annotation: $(cat out)"
grep -qx 'verdict=violated' output || fail "no verdict: $(cat output)"
grep -qx 'reports=airtight-reports' output || fail "no folder: $(cat output)"
head -n 1 summary.md | grep -qx '<!-- airtight:check -->' || fail "no summary"
for report in sarif xml md html json; do
  [ -s "airtight-reports/airtight.$report" ] || fail "no report airtight.$report"
done

expect 1 env AIRTIGHT_ANNOTATIONS=azure-devops "$integrations/check.sh"
grep -q '^##vso\[task.logissue type=error;' out || fail "no logging command: $(cat out)"
cp airtight-reports/airtight.json former.json
expect 0 env AIRTIGHT_BASELINE=former.json "$integrations/check.sh"
# shellcheck disable=SC2016  # what must not be expanded
expect 2 env AIRTIGHT_INPUTS='$(touch injected); touch injected' "$integrations/check.sh"
[ ! -e injected ] || fail "an input became a command"

expect 0 "$integrations/pre-commit.sh" closed.json 'open one.json'
printf 'no JSON' >broken.json
expect 1 "$integrations/pre-commit.sh" closed.json broken.json
grep -q '^broken.json$' out || fail "the hook does not name the file: $(cat out)"

if command -v node >/dev/null; then
  as_task() { env -u AIRTIGHT_INPUTS -u AIRTIGHT_PACKS "INPUT_INPUTS=$1" "INPUT_PACKS=mcsb" "INPUT_AIRTIGHT=$airtight" \
    INPUT_REPORTS=task-reports node "$integrations/task.js"; }
  expect 1 as_task 'open one.json'
  grep -q '^##vso\[task.logissue type=error;' out || fail "the task shows nothing: $(cat out)"
  grep -q '^##vso\[task.setvariable variable=airtightVerdict\]violated' out || fail "the task has no verdict"
  [ -s task-reports/airtight.xml ] || fail "the task left no reports"
  # shellcheck disable=SC2016  # what must not be expanded
  expect 2 as_task '$(touch injected)'
  [ ! -e injected ] || fail "an input of the task became a command"
else
  echo "integrations: the task is not run, node is not installed"
fi
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$integrations/task.json" || fail "task.json is no JSON"

# What the platforms read names no script that is not there.
for file in action.yml azure-pipelines.yml pre-commit-hooks.yaml Containerfile task.js; do
  grep -o '[a-z-]*\.sh' "$integrations/$file" | while read -r script; do
    [ -x "$integrations/$script" ] || fail "$file names $script"
  done
done
echo "integrations: the entry points work"
