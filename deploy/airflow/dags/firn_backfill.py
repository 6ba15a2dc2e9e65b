"""Loads some tables of a source again, when somebody triggers it and names them; a stream goes on with them."""

from airflow.sdk import DAG, Param

from firn_jobs import DEFAULTS, SOURCES, firn

for source in SOURCES:
    with DAG(
        dag_id=f"firn_backfill_{source.name}",
        schedule=None,
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS,
        params={
            "tables": Param(
                "",
                type="string",
                minLength=1,
                description="Tables as the database spells them, between commas, such as orders,order_items",
            )
        },
        tags=["firn", source.name],
    ) as dag:
        tables = ("--tables", "{{ params.tables }}")
        plan = firn("plan", source, "bulk-load", "--plan", *tables)
        load = firn("load", source, "bulk-load", "--no-resume", *tables)
        plan >> load
    globals()[dag.dag_id] = dag
