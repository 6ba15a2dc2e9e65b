"""Loads each source that is not followed every night, then once more what could not be loaded."""

from airflow.sdk import DAG

from firn_jobs import DEFAULTS, SOURCES, firn

for source in SOURCES:
    if source.followed:
        continue
    with DAG(
        dag_id=f"firn_load_{source.name}",
        schedule="0 2 * * *",
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS,
        tags=["firn", source.name],
    ) as dag:
        # A retry would load all tables again; what could not be loaded is the next task's.
        load = firn("load", source, "bulk-load", "--no-resume", retries=0)
        mend = firn("mend", source, "bulk-load", "--only-failed", trigger_rule="all_done")
        load >> mend
    globals()[dag.dag_id] = dag
