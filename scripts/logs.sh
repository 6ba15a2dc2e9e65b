#!/usr/bin/env bash
# Follows the logs of the container stack.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: logs.sh [SERVICE]...

Follows the logs of all services, or of those that are named: debezium, kafka, postgres-source,
kafka-ui, object-store, iceberg-rest, spark-master, spark-worker, trino.
END
}

main() {
  case "${1:-}" in --help | -h) usage && return ;; esac
  require_compose
  compose logs --follow --tail 200 "$@"
}

main "$@"
