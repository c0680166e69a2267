#!/bin/bash
# The status line with a warm agent and without any, beside a script that calls jq and git, in one interleaved run.
# usage: statusline.sh [ROUNDS]
source "$(dirname "$0")/common.sh"
rounds=${1:-100}
make_repository
machine
"$dist/bin/context-agent" start "$repository" >/dev/null
document bench 2100 >"$work/document"

run() { # run FILE COMMAND...: its time in milliseconds goes to FILE
  local file=$1 from to
  shift
  from=$EPOCHREALTIME
  "$@" <"$work/document" >"$work/out" 2>/dev/null
  to=$EPOCHREALTIME
  milliseconds "$from" "$to" >>"$file"
}

sensor=$dist/bin/context_sensor.sh
alone() { CONTEXT_AGENT_HOME=$work/nobody sh -c "$sensor"; }
for round in $(seq 1 $((rounds + 5))); do
  [ "$round" -ne 6 ] || rm -f "$work"/*.ms # the first five rounds warm everything up
  run "$work/shell.ms" sh -c :
  run "$work/agent.ms" sh -c "$sensor"
  cp "$work/out" "$work/line.agent"
  run "$work/alone.ms" alone
  cp "$work/out" "$work/line.alone"
  run "$work/usual.ms" sh -c "$bench_folder/usual-statusline.sh"
  cp "$work/out" "$work/line.usual"
done
echo "line: $(cat "$work/line.agent")"
cmp "$work/line.agent" "$work/line.usual" && cmp "$work/line.agent" "$work/line.alone" || { echo "the lines differ" >&2; exit 1; }
percentiles "sh -c : (floor), ms" <"$work/shell.ms"
percentiles "context_sensor.sh, agent running, ms" <"$work/agent.ms"
percentiles "context_sensor.sh, no agent (fall-back), ms" <"$work/alone.ms"
percentiles "jq and git script, ms" <"$work/usual.ms"
echo "ratio of medians: agent 1/$(echo "$(median <"$work/usual.ms") $(median <"$work/agent.ms")" | awk '{ printf "%.1f", $1 / $2 }'), fall-back 1/$(echo "$(median <"$work/usual.ms") $(median <"$work/alone.ms")" | awk '{ printf "%.1f", $1 / $2 }') of the jq and git script"
