package dev.firn.endtoend;

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
      CREATE DOMAIN posint AS int CHECK (value > 0);
      CREATE DOMAIN price AS numeric(10,2);
      CREATE DOMAIN dtext AS text;
      CREATE DOMAIN ddtext AS dtext;
      CREATE DOMAIN ints AS int[];
      """;

  private TypeSchema() {}
}
