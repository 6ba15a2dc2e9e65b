"""What Firn's DAGs share: the sources, where jobs run, and what becomes of a task by a job's exit code.

FIRN_RUNNER in the environment of scheduler and workers says where jobs run:
  kubernetes    a pod of Firn's image for each (the manifests of deploy/kubernetes must be there)
  spark-submit  spark-submit on the worker, with the master of the connection spark_default
"""

import glob
import os
import re
from dataclasses import dataclass
from datetime import timedelta

import pendulum
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.providers.apache.spark.operators.spark_sql import SparkSqlOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

RUNNER = os.environ.get("FIRN_RUNNER", "kubernetes")
FIRN_DIRECTORY = os.environ.get("FIRN_DIRECTORY", "/opt/firn")
FIRN_HOME = os.environ.get("FIRN_HOME", "/opt/pipeline")
NAMESPACE = "firn"
IMAGE = "firn:0.1.0"


@dataclass(frozen=True)
class Source:
    """A source of sources.yaml, with the variable of its password; tables are those to maintain."""

    name: str
    variable: str
    followed: bool
    lake: str
    tables: tuple[str, ...]

    @property
    def secret(self):
        """The secret of Kubernetes with the variable in it, and the connection of Airflow with the password."""
        return f"firn-{self.name}"


# Yours stand here.
SOURCES = [
    Source("shop", "POSTGRES_PASSWORD", True, "bronze.shop", ("customers", "products", "orders", "order_items")),
    Source("erp", "ERP_PASSWORD", False, "bronze.erp", ("invoices",)),
]

# Exit codes after which the same command ends the same way until a person has acted: wrong call 2,
# configuration 3, all tables failed 6, source and lake differ 7, data is gone 8, refused change of columns 10.
PERMANENT = {2, 3, 6, 7, 8, 10}
# Another run has the source.
SKIPPED = {9}

DEFAULTS = {
    "retries": 2,
    "retry_delay": timedelta(minutes=10),
    "start_date": pendulum.datetime(2026, 1, 1, tz="UTC"),
}

JOBS = {
    "bulk-load": ("dev.firn.bulkload.BulkLoadCommand", "bulk-load-job"),
    "validate": ("dev.firn.validate.ValidateCommand", "validate-job"),
    "dlq": ("dev.firn.cdc.DeadLetterCommand", "cdc-consumer-job"),
}


def ending(code, failure):
    """The exception for a job that has ended with the code: tried again, failed for good, or skipped."""
    if code in SKIPPED:
        return AirflowSkipException(f"Firn ended with {code}: another run has the source")
    if code in PERMANENT:
        return AirflowFailException(f"Firn ended with {code}, which no retry mends: {failure}")
    return failure


class FirnPod(KubernetesPodOperator):
    """A pod whose exit code decides whether a retry makes sense."""

    def cleanup(self, pod, remote_pod, *args, **kwargs):
        try:
            super().cleanup(pod, remote_pod, *args, **kwargs)
        except AirflowSkipException:
            raise
        except AirflowException as failure:
            raise ending(self.exit_code(remote_pod), failure) from failure

    def exit_code(self, pod):
        """None if the container has not ended by itself, as on a node that is gone."""
        for status in (pod.status and pod.status.container_statuses) or []:
            if status.name == self.base_container_name and status.state and status.state.terminated:
                return status.state.terminated.exit_code
        return None


class FirnSubmit(SparkSubmitOperator):
    """A spark-submit in client mode, whose exit code is the job's and decides whether a retry makes sense."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as failure:
            code = re.search(r"Error code is: (\d+)", str(failure))
            raise ending(code and int(code[1]), failure) from failure


def environment(source):
    """What a pod of a job is told; passwords and keys by the names of their secrets only."""

    def secret(name, key):
        selector = k8s.V1SecretKeySelector(name=name, key=key)
        return k8s.V1EnvVar(name=key, value_from=k8s.V1EnvVarSource(secret_key_ref=selector))

    def field(name, path):
        selector = k8s.V1ObjectFieldSelector(field_path=path)
        return k8s.V1EnvVar(name=name, value_from=k8s.V1EnvVarSource(field_ref=selector))

    driver = "--conf spark.driver.host=$(POD_IP) --conf spark.kubernetes.driver.pod.name=$(POD_NAME)"
    return [
        field("POD_IP", "status.podIP"),
        field("POD_NAME", "metadata.name"),
        k8s.V1EnvVar(name="FIRN_HOME", value="s3a://lakehouse/firn"),
        k8s.V1EnvVar(name="FIRN_MASTER", value="k8s://https://kubernetes.default.svc"),
        k8s.V1EnvVar(name="FIRN_DRIVER_MEMORY", value="8g"),
        k8s.V1EnvVar(name="FIRN_SPARK_OPTS", value=driver),
        k8s.V1EnvVar(name="SPARK_CONF_DIR", value="/etc/firn/spark"),
        secret(source.secret, source.variable),
        secret("firn-store", "AWS_ACCESS_KEY_ID"),
        secret("firn-store", "AWS_SECRET_ACCESS_KEY"),
    ]


def pod(task_id, source, command, **options):
    """A pod like those of deploy/kubernetes, for a command of the image."""
    user = {"run_as_non_root": True, "run_as_user": 185, "run_as_group": 185, "fs_group": 185}
    return FirnPod(
        task_id=task_id,
        name=f"firn-{source.name}-{task_id}".replace("_", "-"),
        namespace=NAMESPACE,
        service_account_name="firn",
        image=IMAGE,
        arguments=command,
        env_vars=environment(source),
        labels={"app.kubernetes.io/name": "firn", "firn/source": source.name},
        volumes=[
            k8s.V1Volume(name="config", config_map=k8s.V1ConfigMapVolumeSource(name="firn-config")),
            k8s.V1Volume(name="spark", config_map=k8s.V1ConfigMapVolumeSource(name="firn-spark")),
        ],
        volume_mounts=[
            k8s.V1VolumeMount(name="config", mount_path="/etc/firn/config", read_only=True),
            k8s.V1VolumeMount(name="spark", mount_path="/etc/firn/spark", read_only=True),
        ],
        container_resources=k8s.V1ResourceRequirements(
            requests={"cpu": "1", "memory": "10Gi"}, limits={"memory": "10Gi"}
        ),
        security_context=k8s.V1PodSecurityContext(
            **user, seccomp_profile=k8s.V1SeccompProfile(type="RuntimeDefault")
        ),
        container_security_context=k8s.V1SecurityContext(
            allow_privilege_escalation=False, capabilities=k8s.V1Capabilities(drop=["ALL"])
        ),
        termination_grace_period=300,
        startup_timeout_seconds=600,
        get_logs=True,
        on_finish_action="delete_succeeded_pod",
        **options,
    )


def firn(task_id, source, command, *arguments, **options):
    """One job of Firn as a task."""
    if command == "bulk-load" and not source.followed:
        # A slot that nobody follows would keep the source's log until its disk is full.
        arguments = ("--no-capture", *arguments)
    if RUNNER == "kubernetes":
        call = ["firn", command, "--source", source.name, "--config", "/etc/firn/config", *arguments]
        return pod(task_id, source, call, **options)
    java_class, job = JOBS[command]
    return FirnSubmit(
        task_id=task_id,
        name=f"firn {command} {source.name}",
        application=f"{FIRN_DIRECTORY}/jobs/{job}.jar",
        java_class=java_class,
        application_args=["--source", source.name, *arguments],
        jars=",".join(sorted(glob.glob(f"{FIRN_DIRECTORY}/lib/*.jar"))),
        driver_class_path=f"{FIRN_DIRECTORY}/lib/*",
        driver_memory="8g",
        deploy_mode="client",
        env_vars={
            "FIRN_HOME": FIRN_HOME,
            source.variable: "{{ conn.get('" + source.secret + "').password }}",
        },
        **options,
    )


def sql(task_id, source, statements, **options):
    """Statements of Spark SQL as a task; the catalog is in spark-defaults.conf."""
    text = "; ".join(statements)
    if RUNNER == "kubernetes":
        libraries = f"{FIRN_DIRECTORY}/lib/*:{FIRN_DIRECTORY}/optional/s3/*"
        call = ["/opt/spark/bin/spark-sql", "--master", "local[*]", "--driver-memory", "8g"]
        return pod(task_id, source, [*call, "--driver-class-path", libraries, "-e", text], **options)
    return SparkSqlOperator(
        task_id=task_id,
        name=f"firn {task_id} {source.name}",
        sql=text,
        conf={
            "spark.driver.extraClassPath": f"{FIRN_DIRECTORY}/lib/*",
            "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        },
        **options,
    )
