#!/usr/bin/env bash
# usage: changes.sh ROOT REVISION
# Print the changes of every edition and draft since a git revision, as Markdown.
set -euo pipefail
root=$1 base=$2
texts=$(python3 - "$root" <<'PY'
import sys
from pathlib import Path
import yaml
root = Path(sys.argv[1])
print(*yaml.safe_load((root / "spec/editions.yml").read_text(encoding="utf-8"))["editions"])
print(*(path.stem for path in sorted((root / "drafts").glob("draft-*.md"))))
PY
)
for text in $texts; do
  echo "# $text"
  echo
  twotrack changelog "$text" "$base" --root "$root"
  echo
done
