#!/bin/bash
# From the start of the process to ready, and its memory when it has served for a while.
# usage: startup.sh [ROUNDS]
source "$(dirname "$0")/common.sh"
rounds=${1:-10}
make_repository
machine
document bench 2100 >"$work/document"
for round in $(seq 0 "$rounds"); do
  from=$EPOCHREALTIME
  "$dist/bin/context-agent" start "$repository" >/dev/null
  to=$EPOCHREALTIME
  pid=$(agent_field pid)
  for i in $(seq 1 200); do "$dist/bin/context_sensor.sh" <"$work/document" >/dev/null 2>&1; done
  rss=$(awk '/VmRSS/ { print $2 / 1024 }' "/proc/$pid/status")
  pss=$(awk '/^Pss:/ { print $2 / 1024 }' "/proc/$pid/smaps_rollup")
  threads=$(awk '/Threads/ { print $2 }' "/proc/$pid/status")
  from_stop=$EPOCHREALTIME
  "$dist/bin/context-agent" stop >/dev/null
  to_stop=$EPOCHREALTIME
  if [ "$round" -eq 0 ]; then
    echo "first start, empty home: $(milliseconds "$from" "$to") ms"
    continue
  fi
  milliseconds "$from" "$to" >>"$work/ready.ms"
  milliseconds "$from_stop" "$to_stop" >>"$work/stop.ms"
  echo "$rss" >>"$work/rss.mb"
  echo "$pss" >>"$work/pss.mb"
done
percentiles "start to ready, ms" <"$work/ready.ms"
percentiles "stop, ms" <"$work/stop.ms"
percentiles "resident memory after 200 requests, MB" <"$work/rss.mb"
percentiles "its proportional share (PSS), MB" <"$work/pss.mb"
echo "threads: $threads"
