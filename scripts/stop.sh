#!/usr/bin/env bash
# Stops the container stack.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: stop.sh [--volumes]

Stops all containers. Data stay in their volumes.

  --volumes   delete the data too: databases, topics, tables
END
}

main() {
  local -a options=()
  while (( $# > 0 )); do
    case "$1" in
      --volumes) options+=(--volumes) ;;
      --help | -h) usage && return ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
  require_compose
  compose down --remove-orphans ${options[@]+"${options[@]}"}
}

main "$@"
