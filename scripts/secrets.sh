#!/usr/bin/env bash
# Looks for secrets in every file of the repository; those in .secrets.baseline were judged to be none.
#   scripts/secrets.sh           ends with 1 and names each place that is new
#   scripts/secrets.sh --judged  writes the baseline anew, after you have looked at each
# Needs detect-secrets and jq. Line numbers do not count, so that an edit above an old place is no new one.
set -euo pipefail
cd "$(dirname "$0")/.."

found=$(mktemp)
trap 'rm -f "$found"' EXIT
git ls-files --cached --others --exclude-standard | grep -v -x -e package-lock.json -e .secrets.baseline |
  xargs -d '\n' detect-secrets scan | jq '.results | map_values(map({type, hashed_secret}) | unique)' >"$found"

if [ "${1:-}" = --judged ]; then
  cp "$found" .secrets.baseline
  exit
fi
places() { jq --raw-output 'to_entries[] | .key as $file | .value[] | "\($file): \(.type) \(.hashed_secret)"' "$1" | sort; }
new=$(comm -13 <(places .secrets.baseline) <(places "$found"))
if [ -n "$new" ]; then
  printf '%s\n' "$new" >&2
  exit 1
fi
