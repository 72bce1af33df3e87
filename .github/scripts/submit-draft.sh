#!/usr/bin/env bash
# usage: submit-draft.sh FILE.xml EMAIL [REPLACES]
# Submit a draft by the Datatracker's API. REPLACES is a comma-separated list of draft names.
# DATATRACKER is the server, for tests.
set -euo pipefail
file=$1 email=$2 replaces=${3:-}
server=${DATATRACKER:-https://datatracker.ietf.org}
# A value that begins with `@` or `<` would make curl read a file; --form-string sends it as it is.
if [[ ! "$email" =~ ^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$ ]]; then
  echo "::error::'$email' is not an e-mail address" >&2
  exit 1
fi
if [[ -n "$replaces" && ! "$replaces" =~ ^draft-[a-z0-9-]+(,draft-[a-z0-9-]+)*$ ]]; then
  echo "::error::'$replaces' is not a list of draft names" >&2
  exit 1
fi
if [[ ! -f "$file" ]]; then
  echo "::error::there is no $file" >&2
  exit 1
fi
form=(--form-string "user=$email" --form "xml=@$file")
if [[ -n "$replaces" ]]; then form+=(--form-string "replaces=$replaces"); fi
exec curl --fail-with-body --silent --show-error "${form[@]}" "$server/api/submission"
