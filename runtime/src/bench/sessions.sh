#!/bin/bash
# What the agent costs while 50 sessions send a document a second each, and while nothing happens.
# usage: sessions.sh [SECONDS]
source "$(dirname "$0")/common.sh"
seconds=${1:-30}
make_repository
machine
"$dist/bin/context-agent" start "$repository" >/dev/null
pid=$(agent_field pid)
port=$(agent_field port)
token=$(cat "$CONTEXT_AGENT_HOME/run/token")

ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
share() { # share NAME FROM TO SECONDS
  echo "$2 $3 $4 $(getconf CLK_TCK)" | awk -v name="$1" '{ printf "%-44s %.2f %% of one core\n", name, ($2 - $1) / $4 / $3 * 100 }'
}

send() { # send SESSION USED
  local line
  exec 4<>"/dev/tcp/127.0.0.1/$port"
  printf '%s\n' "$token" >&4
  document "$1" "$2" >&4
  IFS= read -r line <&4
  exec 4<&-
}

for session in $(seq 1 50); do send "s$session" 1; done
sleep 5
before=$(ticks)
sleep 10
share "idle, 50 sessions known" "$before" "$(ticks)" 10
before=$(ticks)
from=$SECONDS
sent=0
while [ $((SECONDS - from)) -lt "$seconds" ]; do
  second=$SECONDS
  for session in $(seq 1 50); do
    send "s$session" $((sent / 50))
    sent=$((sent + 1))
  done
  while [ "$SECONDS" -eq "$second" ]; do sleep 0.01; done
done
share "50 sessions at 1 Hz, each document a change" "$before" "$(ticks)" $((SECONDS - from))
echo "documents: $sent in $((SECONDS - from)) s"
