#!/usr/bin/env bash
# Inserts, updates and deletes a customer at the source of the container stack.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: test-cdc.sh [--validate]

Inserts a customer, changes his address, and inserts and deletes another one, while scripts/run-consumer.sh
runs in another terminal.

  --validate   then wait a little and compare source and lake, row by row; ends 7 if they differ
END
}

sql() {
  echo "$1"
  compose exec -T postgres-source psql -v ON_ERROR_STOP=1 -U source_user -d source_db -c "$1"
}

main() {
  local validate=false mark
  case "${1:-}" in
    --help | -h) usage && return ;;
    --validate) validate=true ;;
    "") ;;
    *) usage >&2 && exit 2 ;;
  esac
  require_compose
  # The script may be called again, and addresses are unique.
  mark="$(date +%s)-$$"
  sql "INSERT INTO customers (first_name, last_name, email) VALUES ('New', 'Customer', 'new-$mark@example.com')"
  sql "UPDATE customers SET email = 'updated-$mark@example.com' WHERE email = 'new-$mark@example.com'"
  sql "INSERT INTO customers (first_name, last_name, email) VALUES ('Short', 'Stay', 'short-$mark@example.com')"
  sql "DELETE FROM customers WHERE email = 'short-$mark@example.com'"
  if $validate; then
    echo "Waiting 30 s for the consumer"
    sleep 30
    firn validate --source "$SOURCE" --level rows
  else
    echo "Compare both sides: docker compose run --rm firn validate --source $SOURCE --level rows"
  fi
}

main "$@"
