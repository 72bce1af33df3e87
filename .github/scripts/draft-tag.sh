#!/usr/bin/env bash
# usage: draft-tag.sh draft-NAME-NN
# Print name=… and revision=… of a tag, or fail if it is none or there is no such draft.
set -euo pipefail
tag=$1
if [[ ! "$tag" =~ ^(draft-[a-z0-9]+(-[a-z0-9]+)+)-([0-9]{2})$ ]]; then
  echo "::error::the tag '$tag' is not draft-NAME-NN" >&2
  exit 1
fi
name=${BASH_REMATCH[1]} revision=${BASH_REMATCH[3]}
if [[ ! -f "drafts/$name.md" ]]; then
  echo "::error::there is no drafts/$name.md" >&2
  exit 1
fi
printf 'name=%s\nrevision=%s\n' "$name" "$revision"
