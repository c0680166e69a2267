# What the benchmarks share: an agent of their own in a home of its own, a repository to look at, percentiles.
# Sourced by the scripts beside it; needs bash 5, git, jq and the assembled runtime.
set -euo pipefail
export LC_ALL=C.UTF-8

bench_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dist=${CONTEXT_AGENT_DIST:-$bench_folder/../../target/context-agent}
[ -x "$dist/bin/context-agent" ] || { echo "no runtime in $dist: build it with ./verify or ./run first" >&2; exit 1; }

work=$(mktemp -d)
export CONTEXT_AGENT_HOME=$work/home
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@localhost GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@localhost

finish() {
  "$dist/bin/context-agent" stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

# a repository with two branches and a thousand files
make_repository() {
  repository=$work/my-project
  git init -q -b main "$repository"
  local i
  for i in $(seq 1 1000); do
    mkdir -p "$repository/d$((i % 50))"
    echo "file $i" >"$repository/d$((i % 50))/f$i"
  done
  git -C "$repository" add -A
  git -C "$repository" commit -qm first
  git -C "$repository" branch topic
}

# document SESSION USED: what Claude Code sends of a session in the repository
document() {
  printf '{"hook_event_name":"Status","cwd":"%s","session_id":"%s","model":{"id":"claude-opus-5","display_name":"Claude"},"workspace":{"current_dir":"%s","project_dir":"%s","added_dirs":[]},"version":"2.1.251","output_style":{"name":"default"},"cost":{"total_cost_usd":0.4183,"total_duration_ms":845000,"total_api_duration_ms":92300,"total_lines_added":156,"total_lines_removed":23},"context_window":{"total_input_tokens":26100,"total_output_tokens":1200,"context_window_size":200000,"used_percentage":null,"current_usage":{"input_tokens":%d,"output_tokens":1200,"cache_creation_input_tokens":4000,"cache_read_input_tokens":20000}},"exceeds_200k_tokens":false}\n' \
    "$repository" "$1" "$repository" "$repository" "$2"
}

agent_field() { # agent_field NAME: a number of agent.json
  sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$CONTEXT_AGENT_HOME/run/agent.json"
}

# percentiles NAME: one number a line on standard input, as p50, p90, p99 and the count
percentiles() {
  sort -n | awk -v name="$1" '
    function at(part, place) { place = int((NR + 1) * part); return v[place < 1 ? 1 : (place > NR ? NR : place)] }
    { v[NR] = $1 }
    END { printf "%-44s p50 %9.3f  p90 %9.3f  p99 %9.3f  n %d\n", name, at(.5), at(.9), at(.99), NR }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# milliseconds FROM TO, both of EPOCHREALTIME
milliseconds() { echo "$1 $2" | awk '{ printf "%.3f\n", ($2 - $1) * 1000 }'; }

machine() {
  echo "machine: $(nproc) cores, $(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | xargs), load $(cut -d' ' -f1 /proc/loadavg) at the start, $(uname -r), bash ${BASH_VERSION%%(*}"
}
