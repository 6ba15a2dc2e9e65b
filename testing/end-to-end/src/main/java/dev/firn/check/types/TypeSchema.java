package dev.firn.check.types;

/** The schema of the tables of types, with types of every kind that one can make. */
final class TypeSchema {
  static final String SQL =
      """
      CREATE SCHEMA shop;
      CREATE EXTENSION hstore SCHEMA public;
      CREATE EXTENSION ltree SCHEMA public;
      CREATE EXTENSION citext SCHEMA public;
      CREATE EXTENSION isn SCHEMA public;
      CREATE EXTENSION cube SCHEMA public;
      CREATE EXTENSION seg SCHEMA public;
      SET search_path = shop, public;
      CREATE TYPE mood AS ENUM ('sad', 'ok', 'very "happy", indeed');
      CREATE TYPE "Odd Type" AS ENUM ('A', 'b');
      CREATE TYPE pair AS (a int, b text);
      CREATE TYPE textrange AS RANGE (subtype = text);
      CREATE TYPE instants AS RANGE (subtype = timestamptz);
      CREATE TYPE stay AS (wait interval, ratio float8, mark bytea, day date, pairs pair[]);
      CREATE DOMAIN posint AS int CHECK (value > 0);
      CREATE DOMAIN price AS numeric(10,2);
      CREATE DOMAIN dtext AS text;
      CREATE DOMAIN ddtext AS dtext;
      CREATE DOMAIN ints AS int[];
      """;

  /** Settings that a database can have, under which the text forms of values are others. */
  static final String HOSTILE =
      """
      DO $do$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET IntervalStyle = sql_standard', current_database());
        EXECUTE format('ALTER DATABASE %I SET DateStyle = SQL, DMY', current_database());
        EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database());
        EXECUTE format('ALTER DATABASE %I SET extra_float_digits = 0', current_database());
      END $do$
      """;

  /** How the source shows its values all the same. */
  static final String SHOWN =
      "SET IntervalStyle = postgres; SET bytea_output = hex; SET extra_float_digits = 1;"
          + " SET TimeZone = 'UTC'; SET search_path = shop, public";

  private TypeSchema() {}
}
