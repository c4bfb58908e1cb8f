#!/usr/bin/env bash
# Does the deployed app serve what was deployed? Used by the pipeline; APP, SITE, RESOURCE_GROUP and SIGN_IN_CLIENT_ID come
# from the environment.
#   scripts/smoke.sh FUNCTIONS.JSON   (made by scripts/functions.py for the package)
set -euo pipefail

wanted=$1
indexed=$(mktemp)
roles=$(mktemp)
trap 'rm -f "$indexed" "$roles"' EXIT

# Indexing takes a while after a deployment. If a package cannot be imported, it is indexed with no functions, without an error.
for _ in $(seq 30); do
  az functionapp function list --resource-group "$RESOURCE_GROUP" --name "$APP" --query '[].name' --output json \
    --only-show-errors >"$indexed"
  if [ "$(jq length "$indexed")" -ge "$(jq length "$wanted")" ]; then break; fi
  sleep 10
done

# Not every tenant lets the pipeline read its own registrations. If it may not ask, the check says so and goes on.
az ad sp show --id "${SIGN_IN_CLIENT_ID:-none}" --query 'appRoles[?isEnabled].value' --output json --only-show-errors >"$roles" \
  || echo null >"$roles"
python3 "$(dirname "$0")/smoke.py" --site "$SITE" --functions "$wanted" --indexed "$indexed" --roles "$roles"
