#!/usr/bin/env bash
# Starts the container stack of docker-compose.yml, loads its source and registers the connector.
set -euo pipefail
# shellcheck source=../deploy/compose/compose.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/compose/compose.sh"

usage() {
  cat <<'END'
Usage: start.sh [--spark] [--trino] [--metrics]

Starts PostgreSQL, Kafka, Kafka Connect with Debezium, Kafka UI, an object store and a REST catalog, waits
until they are healthy, loads the source "shop" and registers its connector. May be called again.

  --spark   a Spark master and a worker too
  --trino   Trino too
  --metrics Prometheus and Grafana too
END
}

main() {
  local -a profiles=()
  while (( $# > 0 )); do
    case "$1" in
      --spark) profiles+=(--profile spark) ;;
      --trino) profiles+=(--profile trino) ;;
      --metrics) profiles+=(--profile metrics) ;;
      --help | -h) usage && return ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
  require_compose
  docker compose -f "$ROOT/docker-compose.yml" ${profiles[@]+"${profiles[@]}"} up -d --build --wait ||
    fail 4 "Cannot start the stack: see above, and scripts/logs.sh."
  # The publication and the slot come first, then the connector that begins there.
  firn bulk-load --source "$SOURCE" --deploy-connector http://debezium:8083 \
    --metrics-file "$METRICS/$SOURCE-load.prom"
  cat <<END

PostgreSQL  localhost:5433  source_db, user source_user
Kafka       localhost:29092
Connect     http://localhost:8083
Kafka UI    http://localhost:8080
Store       http://localhost:9001
Catalog     http://localhost:8181
END
  case " ${profiles[*]-} " in *" spark "*) echo "Spark       http://localhost:8081 and http://localhost:8082" ;; esac
  case " ${profiles[*]-} " in *" trino "*) echo "Trino       http://localhost:8084" ;; esac
  case " ${profiles[*]-} " in *" metrics "*) echo "Grafana     http://localhost:3000, Prometheus http://localhost:9090" ;; esac
  echo
  echo "Next: scripts/run-consumer.sh, and scripts/test-cdc.sh in another terminal."
}

main "$@"
