#!/bin/bash
# What a status line does without an agent: jq for each field, git for the branch. The peer that we measure against.
input=$(cat)
model=$(echo "$input" | jq -r '.model.display_name // .model.id // "Claude"')
dir=$(echo "$input" | jq -r '.workspace.current_dir // .cwd // "."')
max=$(echo "$input" | jq -r '.context_window.context_window_size // 200000')
used=$(echo "$input" | jq -r '(.context_window.current_usage // {}) | ((.input_tokens // 0) + (.cache_creation_input_tokens // 0) + (.cache_read_input_tokens // 0))')
branch=
if git -C "$dir" rev-parse --git-dir >/dev/null 2>&1; then
  branch=$(git -C "$dir" branch --show-current 2>/dev/null)
  [ -n "$branch" ] || branch=$(git -C "$dir" rev-parse --short HEAD 2>/dev/null)
fi
line="[$model] 📁 $(basename "$dir")"
[ -n "$branch" ] && line="$line 🌿 $branch"
[ "$used" -gt 0 ] && line="$line | 📊 $((used * 100 / max))%"
echo "$line"
