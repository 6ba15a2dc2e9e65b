"""What a lake needs every day, as docs/MAINTENANCE.md says: old snapshots and small files go.

A rewrite fails if the stream commits deletes of a file that is being rewritten; the retry begins anew.
"""

from airflow.sdk import DAG

from firn_jobs import DEFAULTS, SOURCES, firn, sql

DAYS_OF_TIME_TRAVEL = 7

for source in SOURCES:
    tables = [f"{source.lake}.{table}" for table in source.tables]
    with DAG(
        dag_id=f"firn_maintenance_{source.name}",
        schedule="0 3 * * *",
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS,
        tags=["firn", source.name],
    ) as dag:
        rewrite = sql(
            "rewrite_data_files",
            source,
            [f"CALL local.system.rewrite_data_files(table => '{table}')" for table in tables],
        )
        # The stream looks the values of changed keys up in the last snapshots, so some always stay.
        oldest = "{{ macros.ds_add(ds, -%d) }} 00:00:00" % DAYS_OF_TIME_TRAVEL
        expire = sql(
            "expire_snapshots",
            source,
            [
                f"CALL local.system.expire_snapshots(table => '{table}', "
                f"older_than => TIMESTAMP '{oldest}', retain_last => 100)"
                for table in tables
            ],
        )
        rewrite >> expire
        if source.followed:
            # Only those that were retried or discarded; open ones stay.
            expire >> firn("remove_settled_dead_letters", source, "dlq", "remove")
    globals()[dag.dag_id] = dag
