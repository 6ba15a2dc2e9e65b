# Read by the scripts of the container stack: where it is, and how to say what is wrong.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
readonly ROOT
readonly SOURCE=shop
# shellcheck disable=SC2034
readonly CONNECTOR="$SOURCE-cdc"
# Where node-exporter finds what jobs have counted.
# shellcheck disable=SC2034
readonly METRICS=/opt/pipeline/metrics
readonly CONNECT_URL="${CONNECT_URL:-http://localhost:8083}"

# fail EXIT_CODE MESSAGE
fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

require_compose() {
  docker compose version >/dev/null 2>&1 ||
    fail 4 "Cannot use the container stack: \"docker compose\" does not work here. Install Docker with its compose plugin, or use scripts/firn demo, which needs no containers."
}

# compose ARGUMENT... with every profile, so that what was started in one of them is found.
compose() {
  docker compose -f "$ROOT/docker-compose.yml" --profile spark --profile trino --profile metrics \
    --profile jobs "$@"
}

# firn [-e NAME=VALUE | --name NAME]... COMMAND [OPTION]... runs one job in a container of its own.
firn() {
  local -a settings=()
  while [[ ${1:-} == -e || ${1:-} == --name ]]; do
    settings+=("$1" "$2")
    shift 2
  done
  compose run --rm ${settings[@]+"${settings[@]}"} firn "$@"
}
