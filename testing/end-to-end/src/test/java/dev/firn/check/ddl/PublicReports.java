package dev.firn.check.ddl;

import dev.firn.check.ddl.SourceIdentityIT.Case;
import java.util.List;

/** Ordinary statements with which other tools have lost or falsified rows, by their reports. */
final class PublicReports {

  private PublicReports() {}

  /** What is followed, or refused with the true reason. */
  static final List<Case> HELD =
      List.of(
          // A leaf whose columns stand in another order, with a dropped one between them.
          new Case(
              "p_order",
              "CREATE TABLE shop.p_order (id int PRIMARY KEY, a int, v text) PARTITION BY RANGE (id);"
                  + " CREATE TABLE shop.p_order_1 (v text, junk int, a int, id int NOT NULL);"
                  + " ALTER TABLE shop.p_order_1 DROP junk; ALTER TABLE shop.p_order"
                  + " ATTACH PARTITION shop.p_order_1 FOR VALUES FROM (0) TO (10);"
                  + " CREATE TABLE shop.p_order_2 PARTITION OF shop.p_order"
                  + " FOR VALUES FROM (10) TO (20);"
                  + " INSERT INTO shop.p_order VALUES (1, 1, 'a'), (11, 2, 'b')",
              "UPDATE shop.p_order SET a = a + 1; INSERT INTO shop.p_order VALUES (2, 3, 'c');"
                  + " UPDATE shop.p_order SET id = 12 WHERE id = 2;"
                  + " UPDATE shop.p_order SET id = 3 WHERE id = 11",
              ""),
          // Large values that no update touches, while their rows change leaves and keys.
          new Case(
              "p_large",
              "CREATE TABLE shop.p_large (id int, k int, n int, v text, PRIMARY KEY (id, k))"
                  + " PARTITION BY LIST (k);"
                  + " CREATE TABLE shop.p_large_1 PARTITION OF shop.p_large FOR VALUES IN (1);"
                  + " CREATE TABLE shop.p_large_2 PARTITION OF shop.p_large FOR VALUES IN (2);"
                  + " ALTER TABLE shop.p_large_1 ALTER v SET STORAGE EXTERNAL;"
                  + " ALTER TABLE shop.p_large_2 ALTER v SET STORAGE EXTERNAL;"
                  + " INSERT INTO shop.p_large VALUES (1, 1, 0, repeat('x', 5000)),"
                  + " (2, 2, 0, repeat('y', 5000))",
              "UPDATE shop.p_large SET n = 1; UPDATE shop.p_large SET k = 3 - k;"
                  + " UPDATE shop.p_large SET n = 2; UPDATE shop.p_large SET id = id + 10, n = 3;"
                  + " UPDATE shop.p_large SET k = 3 - k WHERE id = 11",
              ""),
          parted(
              "p_moved",
              "CREATE TABLE shop.p_moved_3 PARTITION OF shop.p_moved FOR VALUES IN (3);"
                  + " ALTER TABLE shop.p_moved DETACH PARTITION shop.p_moved_3;"
                  + " INSERT INTO shop.p_moved_3 VALUES (3, 3);"
                  + " ALTER TABLE shop.p_moved ATTACH PARTITION shop.p_moved_3 FOR VALUES IN (3)",
              "p_moved_3 was attached to it with rows"),
          keyed(
              "d_set",
              "ALTER TABLE shop.d_set ADD n int DEFAULT 4; ALTER TABLE shop.d_set ALTER n SET DEFAULT 5;"
                  + " INSERT INTO shop.d_set VALUES (3, 3, 3); ALTER TABLE shop.d_set ALTER n DROP DEFAULT;"
                  + " INSERT INTO shop.d_set VALUES (4, 4, 4)",
              ""),
          keyed(
              "d_null",
              "ALTER TABLE shop.d_null ADD n int DEFAULT 4, ADD at timestamp DEFAULT localtimestamp;"
                  + " INSERT INTO shop.d_null VALUES (3, 3, 3, NULL, NULL);"
                  + " UPDATE shop.d_null SET n = NULL WHERE id = 1",
              ""),
          keyed(
              "d_vacuumed",
              "ALTER TABLE shop.d_vacuumed ADD n int DEFAULT 4; VACUUM FULL shop.d_vacuumed;"
                  + " INSERT INTO shop.d_vacuumed VALUES (3, 3, 3)",
              "its earlier rows may have values in it that no event carries"),
          new Case(
              "c_more",
              "CREATE TYPE shop.more AS (a int, b text);"
                  + " CREATE TABLE shop.c_more (id int PRIMARY KEY, c shop.more);"
                  + " INSERT INTO shop.c_more VALUES (1, ROW(1, 'a'))",
              "ALTER TYPE shop.more ADD ATTRIBUTE d int; INSERT INTO shop.c_more VALUES (2, ROW(2, 'b', 9))",
              "it has more fields"),
          new Case(
              "g_plain",
              "CREATE TABLE shop.g_plain (id int PRIMARY KEY, a int,"
                  + " g int GENERATED ALWAYS AS (a * 2) STORED);"
                  + " INSERT INTO shop.g_plain (id, a) VALUES (1, 1), (2, 2)",
              "ALTER TABLE shop.g_plain ALTER g DROP EXPRESSION; INSERT INTO shop.g_plain VALUES (3, 3, 7)",
              "it was there before and not carried"),
          keyed(
              "t_back",
              "ALTER TABLE shop.t_back ALTER a TYPE int USING a * 10;"
                  + " INSERT INTO shop.t_back VALUES (3, 30, 3);"
                  + " ALTER TABLE shop.t_back ALTER a TYPE int USING a / 10",
              "column a was altered and all rows were written anew"),
          keyed(
              "k_more",
              "ALTER TABLE shop.k_more DROP CONSTRAINT k_more_pkey, ADD PRIMARY KEY (id, a);"
                  + " INSERT INTO shop.k_more VALUES (1, 12, 3); DELETE FROM shop.k_more WHERE a = 11",
              "its key was [id]"),
          // Without a key and with one for a time, told by whole rows.
          new Case(
              "k_gained",
              "CREATE TABLE shop.k_gained (a int NOT NULL, b int);"
                  + " ALTER TABLE shop.k_gained REPLICA IDENTITY FULL;"
                  + " INSERT INTO shop.k_gained VALUES (1, 1), (2, 2)",
              "ALTER TABLE shop.k_gained ADD PRIMARY KEY (a); UPDATE shop.k_gained SET b = 5 WHERE a = 1;"
                  + " UPDATE shop.k_gained SET a = 7 WHERE a = 2;"
                  + " ALTER TABLE shop.k_gained DROP CONSTRAINT k_gained_pkey; UPDATE shop.k_gained SET b = 6",
              ""),
          // Keys that pass through each other in one statement.
          new Case(
              "k_deferred",
              "CREATE TABLE shop.k_deferred (id int PRIMARY KEY DEFERRABLE, a int, v text);"
                  + " ALTER TABLE shop.k_deferred REPLICA IDENTITY FULL;"
                  + " ALTER TABLE shop.k_deferred ALTER v SET STORAGE EXTERNAL;"
                  + " INSERT INTO shop.k_deferred VALUES (1, 1, repeat('x', 5000)), (2, 2, 'b'), (3, 3, 'c')",
              "UPDATE shop.k_deferred SET id = id + 1; UPDATE shop.k_deferred SET a = a + 1;"
                  + " DELETE FROM shop.k_deferred WHERE id = 3",
              ""),
          new Case(
              "k_folded",
              "CREATE COLLATION shop.folded (provider = icu, locale = 'und-u-ks-level2',"
                  + " deterministic = false);"
                  + " CREATE TABLE shop.k_folded (k text COLLATE shop.folded PRIMARY KEY, a int);"
                  + " INSERT INTO shop.k_folded VALUES ('Ab', 1), ('c', 2)",
              "UPDATE shop.k_folded SET a = 3 WHERE k = 'AB'; UPDATE shop.k_folded SET k = 'aB' WHERE k = 'ab';"
                  + " DELETE FROM shop.k_folded WHERE k = 'C'; INSERT INTO shop.k_folded VALUES ('C', 4)",
              ""),
          keyed(
              "ddl_mixed",
              "DO $$ BEGIN INSERT INTO shop.ddl_mixed VALUES (3, 3, 3);"
                  + " BEGIN ALTER TABLE shop.ddl_mixed ADD zz int DEFAULT 3;"
                  + " INSERT INTO shop.ddl_mixed VALUES (7, 7, 7, 7); RAISE EXCEPTION 'undone';"
                  + " EXCEPTION WHEN OTHERS THEN NULL; END;"
                  + " ALTER TABLE shop.ddl_mixed ADD n int DEFAULT 7; INSERT INTO shop.ddl_mixed VALUES (4, 4, 4, 4);"
                  + " UPDATE shop.ddl_mixed SET a = 6 WHERE id = 2; ALTER TABLE shop.ddl_mixed DROP b;"
                  + " UPDATE shop.ddl_mixed SET a = 5 WHERE id = 1; DELETE FROM shop.ddl_mixed WHERE id = 4;"
                  + " PERFORM pg_logical_emit_message(true, 'p', repeat('z', 100000)); END $$",
              ""),
          new Case(
              "texts",
              "CREATE TABLE shop.texts (id int PRIMARY KEY, t text, j json, n int);"
                  + " INSERT INTO shop.texts VALUES"
                  + " (1, E'\\uFFFF\\u2028\\uFEFF\\U0001F600\\x7f\\x01', '{\"a\":1, \"a\" : 2 }', 0),"
                  + " (2, '__debezium_unavailable_value', '\"\\u0000\"', 0)",
              "UPDATE shop.texts SET n = 1; INSERT INTO shop.texts VALUES"
                  + " (3, E'\\uFFFF\\u2028\\uFEFF\\U0001F600\\x7f\\x01\\r\\n\\t', '[1e400, -0, 0.10]', 0);"
                  + " UPDATE shop.texts SET t = '__debezium_unavailable_value' WHERE id = 3",
              ""),
          keyed(
              "d_empty",
              "ALTER TABLE shop.d_empty ADD note text NOT NULL DEFAULT '';"
                  + " INSERT INTO shop.d_empty VALUES (3, 3, 3, 'n')",
              ""),
          keyed(
              "k_renamed",
              "ALTER TABLE shop.k_renamed RENAME id TO ident; INSERT INTO shop.k_renamed VALUES (3, 3, 3);"
                  + " UPDATE shop.k_renamed SET a = 5 WHERE ident = 1; DELETE FROM shop.k_renamed WHERE ident = 2",
              ""),
          parted(
              "p_again",
              "ALTER TABLE shop.p_again DETACH PARTITION shop.p_again_1; UPDATE shop.p_again_1 SET a = 99;"
                  + " ALTER TABLE shop.p_again ATTACH PARTITION shop.p_again_1 FOR VALUES IN (1)",
              "p_again_1 was"),
          parted(
              "p_emptied",
              "CREATE TABLE shop.p_emptied_3 PARTITION OF shop.p_emptied FOR VALUES IN (3);"
                  + " INSERT INTO shop.p_emptied VALUES (3, 3); TRUNCATE shop.p_emptied_3",
              "p_emptied_3 was"),
          parted(
              "p_unlogged",
              "CREATE UNLOGGED TABLE shop.p_unlogged_3 (LIKE shop.p_unlogged INCLUDING ALL);"
                  + " ALTER TABLE shop.p_unlogged ATTACH PARTITION shop.p_unlogged_3 FOR VALUES IN (3);"
                  + " INSERT INTO shop.p_unlogged VALUES (3, 3); ALTER TABLE shop.p_unlogged_3 SET LOGGED;"
                  + " UPDATE shop.p_unlogged SET a = 5 WHERE id = 1",
              "p_unlogged_3 was"),
          keyed(
              "readded",
              "ALTER TABLE shop.readded ADD n int; INSERT INTO shop.readded VALUES (3, 3, 3, 9);"
                  + " ALTER TABLE shop.readded DROP n; ALTER TABLE shop.readded ADD n int",
              "column n"),
          new Case(
              "e_back",
              "CREATE TYPE shop.e_back_type AS ENUM ('x', 'z');"
                  + " CREATE TABLE shop.e_back (id int PRIMARY KEY, e shop.e_back_type);"
                  + " INSERT INTO shop.e_back VALUES (1, 'x')",
              "ALTER TYPE shop.e_back_type RENAME VALUE 'x' TO 'y'; INSERT INTO shop.e_back VALUES (2, 'y');"
                  + " ALTER TYPE shop.e_back_type RENAME VALUE 'y' TO 'x'",
              "the type of column e was altered"),
          new Case(
              "c_back",
              "CREATE TYPE shop.c_back_type AS (a int, b text);"
                  + " CREATE TABLE shop.c_back (id int PRIMARY KEY, c shop.c_back_type);"
                  + " INSERT INTO shop.c_back VALUES (1, ROW(1, 'a'))",
              "ALTER TYPE shop.c_back_type ADD ATTRIBUTE d int; INSERT INTO shop.c_back VALUES (2, ROW(2, 'b', 9));"
                  + " ALTER TYPE shop.c_back_type DROP ATTRIBUTE d",
              "the type of column c was altered"),
          keyed(
              "k_ident",
              "ALTER TABLE shop.k_ident ALTER a SET NOT NULL, ADD UNIQUE (a);"
                  + " ALTER TABLE shop.k_ident REPLICA IDENTITY USING INDEX k_ident_a_key;"
                  + " UPDATE shop.k_ident SET id = 9 WHERE id = 1; DELETE FROM shop.k_ident WHERE id = 2;"
                  + " ALTER TABLE shop.k_ident REPLICA IDENTITY DEFAULT; INSERT INTO shop.k_ident VALUES (3, 3, 3)",
              "replica identity"),
          keyed(
              "k_back",
              "ALTER TABLE shop.k_back DROP CONSTRAINT k_back_pkey, ADD PRIMARY KEY (a);"
                  + " DELETE FROM shop.k_back WHERE a = 21; UPDATE shop.k_back SET id = 9 WHERE a = 11;"
                  + " ALTER TABLE shop.k_back DROP CONSTRAINT k_back_pkey, ADD PRIMARY KEY (id);"
                  + " INSERT INTO shop.k_back VALUES (3, 3, 3)",
              "its primary key was"),
          new Case(
              "k_cidr",
              "CREATE TABLE shop.k_cidr (c cidr PRIMARY KEY, v int);"
                  + " INSERT INTO shop.k_cidr VALUES ('10.0.0.1', 1), ('10.0.0.2', 2)",
              "ALTER TABLE shop.k_cidr ALTER c TYPE inet; UPDATE shop.k_cidr SET v = 5"
                  + " WHERE c = '10.0.0.1'; DELETE FROM shop.k_cidr WHERE c = '10.0.0.2'",
              "had c cidr and has c inet now"),
          new Case(
              "k_forever",
              "CREATE TABLE shop.k_forever (id int, valid_to timestamp, v text,"
                  + " PRIMARY KEY (id, valid_to));"
                  + " INSERT INTO shop.k_forever VALUES (1, '9999-12-31', 'a')",
              "UPDATE shop.k_forever SET valid_to = '2024-01-01' WHERE id = 1;"
                  + " INSERT INTO shop.k_forever VALUES (1, '9999-12-31 23:59:59', 'b')",
              ""),
          new Case(
              "zeros",
              "CREATE TABLE shop.zeros (a float8); ALTER TABLE shop.zeros REPLICA IDENTITY FULL;"
                  + " INSERT INTO shop.zeros VALUES ('0'), ('-0'), ('-0'), (5)",
              "DELETE FROM shop.zeros WHERE a::text = '0'; UPDATE shop.zeros SET a = a + 0.5",
              ""),
          keyed(
              "dotted",
              "ALTER TABLE shop.dotted ADD \"N.w\" int DEFAULT 6;"
                  + " INSERT INTO shop.dotted VALUES (3, 3, 3, 7)",
              ""),
          parted(
              "p_filled",
              "DO $$ BEGIN CREATE TABLE shop.p_filled_3 PARTITION OF shop.p_filled"
                  + " FOR VALUES IN (3); INSERT INTO shop.p_filled VALUES (3, 3); END $$",
              ""),
          // The load has found these without a row.
          new Case(
              "ne_readded",
              "CREATE TABLE shop.ne_readded (id int PRIMARY KEY, a int, b int)",
              "INSERT INTO shop.ne_readded VALUES (1, 1, 1);"
                  + " ALTER TABLE shop.ne_readded DROP b, ADD b int DEFAULT 7;"
                  + " INSERT INTO shop.ne_readded VALUES (3, 3, 3)",
              "column b"),
          new Case(
              "ne_label",
              "CREATE TYPE shop.ne_label_type AS ENUM ('x', 'z');"
                  + " CREATE TABLE shop.ne_label (id int PRIMARY KEY, e shop.ne_label_type)",
              "INSERT INTO shop.ne_label VALUES (1, 'x');"
                  + " ALTER TYPE shop.ne_label_type RENAME VALUE 'x' TO 'y';"
                  + " INSERT INTO shop.ne_label VALUES (2, 'y')",
              "\"x\" is \"y\" now"));

  private static Case keyed(String name, String change, String reason) {
    return SourceIdentityIT.keyed(name, change, reason);
  }

  private static Case parted(String name, String change, String reason) {
    return SourceIdentityIT.parted(name, change, reason);
  }
}
