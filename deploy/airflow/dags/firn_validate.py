"""Compares each source that is followed with the lake every morning: first the numbers, then all values.

Rows that are on their way are looked at again while the stream runs; choose an hour in which little is written all the same.
"""

from airflow.sdk import DAG

from firn_jobs import DEFAULTS, SOURCES, firn

for source in SOURCES:
    if not source.followed:
        continue
    with DAG(
        dag_id=f"firn_validate_{source.name}",
        schedule="0 5 * * *",
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS,
        tags=["firn", source.name],
    ) as dag:
        count = firn("count", source, "validate", "--hide-empty")
        checksum = firn("checksum", source, "validate", "--level", "checksum")
        count >> checksum
    globals()[dag.dag_id] = dag
