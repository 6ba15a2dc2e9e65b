# Parses every expression of alerts and dashboards as Prometheus does: promql.py REPOSITORY
import json
import pathlib
import sys

import promql_parser
import yaml

deploy = pathlib.Path(sys.argv[1]) / "deploy"
expressions = []
for file in sorted((deploy / "prometheus").glob("*-alerts.yaml")):
    for group in yaml.safe_load(file.read_text())["groups"]:
        expressions += [(rule["alert"], rule["expr"]) for rule in group["rules"]]
for file in sorted((deploy / "grafana/dashboards").glob("*.json")):
    for panel in json.loads(file.read_text())["panels"]:
        expressions += [(f"{file.name}: {panel['title']}", target["expr"]) for target in panel["targets"]]
for place, expression in expressions:
    try:
        promql_parser.parse(expression)
    except ValueError as problem:
        print(f"{place}: {problem}: {expression}")
if len(expressions) < 20:
    print(f"There are only {len(expressions)} expressions")
