#!/usr/bin/env bash
# Builds what is committed twice, in two places, and compares every jar of ours and the archive byte for byte.
# The same JDK is needed for that: the manifests name it.
set -euo pipefail
root=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for copy in one another/place; do
  mkdir -p "$work/$copy"
  git -C "$root" archive HEAD | tar -x -C "$work/$copy"
  (cd "$work/$copy" && mvn -q -B -Dstyle.color=never -Dspotless.check.skip=true -DskipTests package) >&2
  (cd "$work/$copy" && sha256sum bundles/*/target/*.jar runtime/target/*.jar runtime/target/*.tar.gz) >"$work/$(basename "$copy").sums"
done
diff "$work/one.sums" "$work/place.sums" && echo "$(wc -l <"$work/one.sums") files are equal"
