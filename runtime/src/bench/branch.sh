#!/bin/bash
# From the end of git's branch switch to the event at a subscriber of the local socket.
# usage: branch.sh [ROUNDS]
source "$(dirname "$0")/common.sh"
rounds=${1:-100}
make_repository
machine
"$dist/bin/context-agent" start "$repository" >/dev/null
exec 3<>"/dev/tcp/127.0.0.1/$(agent_field port)"
printf '%s\n{"op":"events","follow":true,"type":"branch_changed"}\n' "$(cat "$CONTEXT_AGENT_HOME/run/token")" >&3
(
  while IFS= read -r event; do
    printf '%s %s\n' "$EPOCHREALTIME" "$event"
  done <&3 >"$work/events"
) &
reader=$!
sleep 1 # until the subscription stands; there is no answer to wait for
branch=topic
for round in $(seq 1 "$rounds"); do
  git -C "$repository" checkout -q "$branch"
  printf '%s\n' "$EPOCHREALTIME" >>"$work/switches"
  [ "$branch" = topic ] && branch=main || branch=topic
  for wait in $(seq 1 200); do
    [ "$(wc -l <"$work/events")" -ge "$round" ] && break
    sleep 0.02
  done
done
kill "$reader" 2>/dev/null || true
echo "switches: $rounds, events: $(wc -l <"$work/events")"
paste -d' ' "$work/switches" <(cut -d' ' -f1 "$work/events") | awk '{ printf "%.3f\n", ($2 - $1) * 1000 }' |
  percentiles "git returns to event received, ms"
