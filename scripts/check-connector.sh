#!/usr/bin/env bash
# Says whether the Debezium connector and its tasks run; ends 0 only if they do.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: check-connector.sh [CONNECTOR]

Prints the state of the connector and of its tasks, with the failure of one that has failed. The default
is "shop-cdc" at http://localhost:8083; the environment variable CONNECT_URL names another worker.

Exit codes: 0 all run · 4 Kafka Connect or the connector cannot be reached, or one does not run
END
}

main() {
  case "${1:-}" in --help | -h) usage && return ;; esac
  (( $# <= 1 )) || { usage >&2 && exit 2; }
  local name="${1:-$CONNECTOR}" answer running
  answer="$(curl -sS --max-time 10 "$CONNECT_URL/connectors/$name/status")" ||
    fail 4 "Cannot reach Kafka Connect at $CONNECT_URL. Start it with scripts/start.sh, or set CONNECT_URL."
  if command -v jq >/dev/null; then
    jq -r 'if .error_code then "\(.error_code) \(.message)"
      else ("connector \(.name): \(.connector.state)"),
        (.tasks[] | "task \(.id): \(.state)\(if .trace then "\n" + .trace else "" end)") end' <<<"$answer"
  else
    printf '%s\n' "$answer"
  fi
  # Connector and tasks each have a state; one of the connector alone is no stream.
  running="$(grep -o '"state" *: *"[A-Z]*"' <<<"$answer" || true)"
  if [[ $(grep -c RUNNING <<<"$running") -lt 2 ]] || grep -qv RUNNING <<<"$running"; then
    fail 4 "Connector $name does not run. Its log: scripts/logs.sh debezium"
  fi
}

main "$@"
