#!/bin/sh
# Wall time and peak memory of `airtight replay` from a cold process:
#   bench/replay_cold.sh PROGRAM OUTPUT.json SCRIPT...
# Wall time includes the start of the process, and of a shell builtin around it.
set -eu
program=$1
output=$2
shift 2
runs=20

if [ ! -x /usr/bin/time ]; then
  echo "replay_cold: no /usr/bin/time; run script/bootstrap test" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# Exit 1 and 3 are verdicts about the scenario; anything else is no replay to measure.
run_once() {
  status=0
  "$@" >"$work/out" 2>"$work/err" || status=$?
  case $status in
    0 | 1 | 3) ;;
    *)
      echo "replay_cold: $program replay ended with $status:" >&2
      cat "$work/err" >&2
      exit 1
      ;;
  esac
}

run_once /usr/bin/time --quiet -f %M -o "$work/kib" "$program" replay "$@"
i=0
while [ "$i" -lt "$runs" ]; do
  start=$(date +%s%N)
  run_once "$program" replay "$@"
  end=$(date +%s%N)
  echo $(((end - start) / 1000)) >>"$work/times"
  i=$((i + 1))
done
sort -n "$work/times" >"$work/sorted"

cat >"$output" <<END
{
  "benchmark": "replay_cold",
  "runs": $runs,
  "wall_microseconds": {
    "least": $(sed -n 1p "$work/sorted"),
    "median": $(sed -n $((runs / 2))p "$work/sorted"),
    "most": $(sed -n ${runs}p "$work/sorted")
  },
  "peak_resident_kib": $(cat "$work/kib")
}
END
cat "$output"
