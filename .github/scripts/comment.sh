#!/usr/bin/env bash
# usage: comment.sh PULL_REQUEST FILE [PREVIEW_URL]
# Write the Markdown of FILE as a comment on a pull request; a later call replaces the comment.
# `gh` needs GH_TOKEN and GH_REPO, which may be set to write comments only.
set -euo pipefail
pull=$1 file=$2 preview=${3:-}
[[ $pull =~ ^[0-9]+$ ]] || { echo "comment.sh: error: $pull is not the number of a pull request" >&2; exit 2; }

mark='<!-- twotrack: changes of the text -->'
# GitHub refuses comments of more than 65,536 characters.
most=60000
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  echo "$mark"
  if [ -n "$preview" ]; then echo "[Preview of the site]($preview)"; echo; fi
  if [ "$(wc -m < "$file")" -gt "$most" ]; then
    head -c "$most" "$file" | sed '$d'
    echo; echo "The list is longer than a comment can be; the summary of the workflow run has all of it."
  else
    cat "$file"
  fi
} > "$body"

earlier=$(gh api --paginate "repos/{owner}/{repo}/issues/$pull/comments" \
  --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -n 1)
if [ -n "$earlier" ]; then
  gh api --silent --method PATCH "repos/{owner}/{repo}/issues/comments/$earlier" --field "body=@$body"
else
  gh api --silent --method POST "repos/{owner}/{repo}/issues/$pull/comments" --field "body=@$body"
fi
