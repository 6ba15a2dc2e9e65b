# Imports the DAGs with Airflow, prints their tasks as JSON, and lets jobs end with every exit code:
# dags.py DAGS STUB_SPARK_SUBMIT
import json
import logging
import os
import sys

dags, spark_submit = sys.argv[1:]
sys.path.insert(0, dags)
logging.disable(logging.CRITICAL)

from airflow.models.dagbag import DagBag  # noqa: E402
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException  # noqa: E402
from kubernetes.client import models as k8s  # noqa: E402

runner = os.environ["FIRN_RUNNER"]
bag = DagBag(dags, include_examples=False)
broken = dict(bag.import_errors)


def command(task):
    kind = type(task).__name__
    if kind == "FirnPod":
        return " ".join(task.arguments)
    if kind == "FirnSubmit":
        return " ".join(["spark-submit --class", task._java_class, task.application, *task.application_args])
    return task.sql


def described(task):
    return {
        "operator": type(task).__name__,
        "runs": command(task),
        "then": sorted(task.downstream_task_ids),
        "retries": task.retries,
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
    }


def schedule(dag):
    return getattr(dag.timetable, "summary", None) or "None"


graphs = {
    dag_id: {
        "schedule": schedule(dag),
        "max_active_runs": dag.max_active_runs,
        "tasks": {task.task_id: described(task) for task in dag.tasks},
    }
    for dag_id, dag in sorted(bag.dags.items())
}


def outcome(act):
    try:
        act()
    except AirflowSkipException:
        return "skipped"
    except AirflowFailException:
        return "failed"
    except AirflowException:
        return "retried"
    return "done"


def pod_that_ended(operator, code):
    state = k8s.V1ContainerState(terminated=k8s.V1ContainerStateTerminated(exit_code=code))
    status = k8s.V1ContainerStatus(
        name=operator.base_container_name, state=state, ready=False, restart_count=0, image="", image_id=""
    )
    return k8s.V1Pod(
        metadata=k8s.V1ObjectMeta(name="firn", namespace="firn"),
        spec=k8s.V1PodSpec(containers=[k8s.V1Container(name=operator.base_container_name)]),
        status=k8s.V1PodStatus(phase="Failed" if code else "Succeeded", container_statuses=[status]),
    )


def end_pod(operator, code):
    # What a cluster would be asked for; whether the task is tried again is decided behind it.
    operator.patch_already_checked = operator.process_pod_deletion = lambda *args, **kwargs: None
    operator.is_istio_enabled = lambda *args, **kwargs: False
    operator._read_pod_events = operator._read_pod_container_states = lambda *args, **kwargs: None
    pod = pod_that_ended(operator, code)
    operator.cleanup(pod, pod, context={})


def end_process(operator, code):
    os.environ["FIRN_STUB_CODE"] = str(code)
    hook = operator._get_hook()
    hook._connection = {**hook._connection, "spark_binary": spark_submit}
    operator._hook = hook
    operator.execute({})


outcomes = {}
if not broken:
    operator = bag.dags["firn_validate_shop"].get_task("count")
    end = end_pod if runner == "kubernetes" else end_process
    outcomes = {code: outcome(lambda: end(operator, code)) for code in [*range(0, 11), 137]}

print("RESULT " + json.dumps({"broken": broken, "dags": graphs, "outcomes": outcomes}))
