#!/bin/sh
# One check with every report, for pipelines. Settings come by environment, so that no text of a
# pipeline becomes a command:
#   AIRTIGHT              the program, airtight if not given
#   AIRTIGHT_INPUTS       files or folders, one a line
#   AIRTIGHT_POLICY, AIRTIGHT_BASELINE, AIRTIGHT_SURROUNDINGS   files, none if empty
#   AIRTIGHT_PACKS        built-in packs, one a line
#   AIRTIGHT_REPORTS      the folder for reports, airtight-reports if not given
#   AIRTIGHT_ANNOTATIONS  github, azure-devops or text: what goes to standard output
# The exit code is that of airtight: 0 holds, 1 violated, 2 wrong input, 3 undetermined, 4 observed
# otherwise than predicted.
set -u

reports=${AIRTIGHT_REPORTS:-airtight-reports}
mkdir -p "$reports" || exit 2

set -- check
lines() {  # each line of $2 as an argument, after $1 if that is given
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    [ -z "$1" ] || printf '%s\n' "$1"
    printf '%s\n' "$line"
  done <<END
$2
END
}
arguments=$(
  lines "" "${AIRTIGHT_INPUTS:-}"
  lines --policy "${AIRTIGHT_POLICY:-}"
  lines --baseline "${AIRTIGHT_BASELINE:-}"
  lines --surroundings "${AIRTIGHT_SURROUNDINGS:-}"
  lines --pack "${AIRTIGHT_PACKS:-}"
)
while IFS= read -r argument; do
  [ -z "$argument" ] || set -- "$@" "$argument"
done <<END
$arguments
END
for report in sarif=airtight.sarif junit=airtight.xml markdown=airtight.md html=airtight.html \
  json=airtight.json "${AIRTIGHT_ANNOTATIONS:-text}=annotations.txt"; do
  set -- "$@" -o "${report%%=*}=$reports/${report#*=}"
done

code=0
"${AIRTIGHT:-airtight}" "$@" || code=$?
[ ! -f "$reports/annotations.txt" ] || cat "$reports/annotations.txt"

case $code in
  0) verdict=holds ;;
  1) verdict=violated ;;
  3) verdict=undetermined ;;
  4) verdict=disagreement ;;
  *) verdict=refused ;;
esac
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  printf 'verdict=%s\nreports=%s\n' "$verdict" "$reports" >>"$GITHUB_OUTPUT"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$reports/airtight.md" ]; then
  cat "$reports/airtight.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
