"""Holds what PyIceberg and DuckDB see in the tables of a lake against what Spark has seen.

Arguments: the answers of Spark, an object a row, and the format of the tables.
"""

import base64
import collections
import datetime
import decimal
import json
import os
import pathlib
import sys

import duckdb
import duckdb_extension_avro
import duckdb_extension_iceberg
from pyiceberg.catalog import load_catalog

HOME = os.environ["FIRN_HOME"]
NAMESPACE = "bronze.shop"


def seen(value):
    """A value as Spark writes it into JSON."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.strftime("%Y-%m-%dT%H:%M:%S.%f")
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return number(value)
    if isinstance(value, list):
        return [seen(each) for each in value]
    return value


def number(value):
    return "number " + format(value.normalize(), "f")


def rows(arrow):
    """Rows as a bag, by the names of their columns, whatever their order."""
    bag = collections.Counter()
    for row in arrow.to_pylist():
        bag[text({name: seen(value) for name, value in row.items()}, arrow.schema)] += 1
    return bag


def text(row, schema):
    # Spark writes a decimal without its zeros, which only the column's type tells from a whole number.
    for field in schema:
        value = row[field.name]
        if str(field.type).startswith("decimal") and not isinstance(value, (str, type(None))):
            row[field.name] = number(decimal.Decimal(value))
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def of_spark(objects, schema):
    bag = collections.Counter()
    for row in objects:
        bag[text(dict(row), schema)] += 1
    return bag


def difference(reader, expected, found):
    missing, extra = expected - found, found - expected
    if not missing and not extra:
        return None
    example = next(iter(missing or extra))
    return f"{reader}: {sum(missing.values())} rows missing, {sum(extra.values())} too many, such as {example[:300]}"


def arrow(result):
    table = result.fetch_arrow_table() if hasattr(result, "fetch_arrow_table") else result.arrow()
    return table.read_all() if hasattr(table, "read_all") else table


def connect():
    """DuckDB with its extensions as PyPI brings them."""
    connection = duckdb.connect()
    for package in (duckdb_extension_avro, duckdb_extension_iceberg):
        place = pathlib.Path(package.__path__[0])
        for extension in place.glob("extensions/*/*.duckdb_extension"):
            connection.execute(f"INSTALL '{extension}'")
    connection.execute("LOAD avro")
    connection.execute("LOAD iceberg")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def main(answers, version):
    expected = collections.defaultdict(list)
    with open(answers, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line, parse_float=decimal.Decimal)
            expected[row.pop("answer")].append(row)
    lake = load_catalog(
        "local",
        type="sql",
        uri=f"sqlite:///{HOME}/lakehouse/catalog.db",
        init_catalog_tables="false",
    )
    duck = connect()
    problems = []
    deletes = 0
    names = [name for *_, name in lake.list_tables(NAMESPACE) if not name.startswith("_cdc_")]
    for name in names:
        table = lake.load_table(f"{NAMESPACE}.{name}")
        if str(table.format_version) != version:
            problems.append(f"{name} is of format {table.format_version}")
        summary = table.current_snapshot().summary
        deletes += int(summary["total-delete-files"] or 0)
        first = table.history()[0].snapshot_id
        counts = []
        for snapshot in (None, first):
            answer = name if snapshot is None else f"{name}@{snapshot}"
            scan = table.scan(snapshot_id=snapshot).to_arrow()
            spark = of_spark(expected.pop(answer, []), scan.schema)
            past = "" if snapshot is None else f", snapshot_from_id => {snapshot}"
            place = table.metadata_location
            scanned = arrow(duck.execute(f"SELECT * FROM iceberg_scan('{place}'{past})"))
            found = [
                difference(f"{answer}, PyIceberg", spark, rows(scan)),
                difference(f"{answer}, DuckDB", spark, rows(scanned)),
            ]
            problems += [each for each in found if each]
            counts.append(scan.num_rows)
        print(f"  {name}: {counts[0]} rows, {counts[1]} as loaded, {len(table.history())} snapshots")
    if deletes == 0:
        problems.append("no table has deletes, so this shows nothing of them")
    problems += [f"nobody has looked at {answer}" for answer in expected]
    print(f"  format {version}: {len(names)} tables, {deletes} files of deletes, {len(problems)} problems")
    for problem in problems:
        print("  " + problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
