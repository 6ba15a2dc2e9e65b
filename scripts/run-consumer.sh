#!/usr/bin/env bash
# Runs the consumer of the container stack until Ctrl+C.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: run-consumer.sh [--spark] [OPTION]...

Applies the changes of the source "shop" to its lake tables until Ctrl+C, in one process of its own.

  --spark   on the Spark cluster that "start.sh --spark" has started

Other options are those of "firn cdc", such as --batch-size 5000; "firn cdc --help" lists them.
END
}

main() {
  # Where Prometheus asks it.
  local -a settings=(--name firn-cdc)
  case "${1:-}" in
    --help | -h) usage && return ;;
    --spark)
      settings+=(-e FIRN_MASTER=spark://spark-master:7077)
      shift
      ;;
  esac
  require_compose
  firn "${settings[@]}" cdc --source "$SOURCE" --metrics-listen 0.0.0.0:9464 "$@"
}

main "$@"
