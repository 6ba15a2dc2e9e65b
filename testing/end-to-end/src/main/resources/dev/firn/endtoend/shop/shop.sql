-- An online shop, from a seed: the same seed and size give the same rows.
-- ${seed} is in [-1, 1]; the other variables are numbers of rows.

SELECT setseed(${seed});

CREATE SCHEMA shop;

CREATE TABLE shop.customers (
  id          bigint PRIMARY KEY,
  email       text NOT NULL,
  name        text NOT NULL,
  active      boolean NOT NULL DEFAULT true,
  birthday    date,
  credit      numeric(12,2),
  reference   uuid NOT NULL,
  preferences jsonb,
  created_at  timestamptz NOT NULL,
  last_seen   timestamp
);

CREATE TABLE shop.products (
  id           integer PRIMARY KEY,
  name         text NOT NULL,
  price        numeric(12,2) NOT NULL,
  -- For every tenth product 9 to 12 kB that do not compress, stored out of line.
  description  text,
  thumbnail    bytea,
  discontinued boolean,
  released     date
);
ALTER TABLE shop.products ALTER COLUMN description SET STORAGE EXTERNAL;

CREATE TABLE shop.orders (
  id          bigint PRIMARY KEY,
  customer_id bigint NOT NULL,
  status      text NOT NULL,
  total       numeric(12,2) NOT NULL,
  placed_at   timestamptz NOT NULL,
  shipped_at  timestamp,
  deliver_on  date,
  note        text
);

CREATE TABLE shop.order_items (
  order_id    bigint NOT NULL REFERENCES shop.orders ON UPDATE CASCADE ON DELETE CASCADE,
  line_number integer NOT NULL,
  product_id  integer NOT NULL,
  quantity    integer NOT NULL,
  unit_price  numeric(12,2) NOT NULL,
  gift        boolean,
  PRIMARY KEY (order_id, line_number)
);

CREATE TABLE shop.carts (
  id         bigint PRIMARY KEY,
  content    jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Stays without rows.
CREATE TABLE shop.complaints (
  id         bigint PRIMARY KEY,
  order_id   bigint NOT NULL,
  complaint  text NOT NULL,
  settled_at timestamptz
);

INSERT INTO shop.customers
SELECT
  i,
  'customer' || i || '@example.com',
  CASE WHEN i % 11 = 0 THEN 'Zoë "Ż" O''Neil, ' || i || E'\n\t雪' ELSE 'Customer ' || i END,
  random() < 0.9,
  CASE WHEN random() < 0.8 THEN date '1940-01-01' + (random() * 25000)::integer END,
  CASE WHEN random() < 0.7 THEN (random() * 20000 - 10000)::numeric(12,2) END,
  md5('${seed} customer ' || i)::uuid,
  CASE WHEN random() < 0.5
    THEN jsonb_build_object('newsletter', random() < 0.5, 'tags', jsonb_build_array('a', NULL, i), 'ü', 1.50) END,
  timestamptz '2020-01-01 00:00:00+00' + random() * interval '5 years',
  CASE WHEN random() < 0.6 THEN timestamp '2024-03-31 02:30:00' + random() * interval '300 days' END
FROM generate_series(1, ${customers}) i;

INSERT INTO shop.products
SELECT
  i,
  'Product ' || i,
  (random() * 1000)::numeric(12,2),
  CASE
    WHEN i % 10 = 0 THEN
      (SELECT string_agg(md5('${seed} ' || i || ' ' || n), '') FROM generate_series(1, 280 + i % 90) n)
    WHEN i % 10 < 8 THEN repeat('Warm, light and made to last. ', 1 + i % 7)
  END,
  CASE WHEN i % 3 = 0 THEN decode(md5('${seed} thumbnail ' || i), 'hex') WHEN i % 17 = 0 THEN ''::bytea END,
  CASE i % 4 WHEN 0 THEN true WHEN 1 THEN false END,
  CASE WHEN random() < 0.9 THEN date '1999-12-31' + (random() * 9000)::integer END
FROM generate_series(1, ${products}) i;

INSERT INTO shop.orders
SELECT
  i,
  1 + (random() * (${customers} - 1))::bigint,
  (ARRAY['placed', 'paid', 'shipped', 'returned'])[1 + (random() * 3)::integer],
  (random() * 5000)::numeric(12,2),
  timestamptz '2023-01-01 00:00:00+00' + random() * interval '2 years',
  CASE WHEN random() < 0.7 THEN timestamp '2023-01-02 00:00:00' + random() * interval '2 years' END,
  CASE WHEN random() < 0.7 THEN date '2023-01-05' + (random() * 730)::integer END,
  CASE WHEN random() < 0.2 THEN 'Leave it at the ' || (ARRAY['door', 'shed', ''])[1 + (random() * 2)::integer] END
FROM generate_series(1, ${orders}) i;

INSERT INTO shop.order_items
SELECT
  1 + (i - 1) % ${orders},
  1 + (i - 1) / ${orders},
  1 + (random() * (${products} - 1))::integer,
  1 + (random() * 9)::integer,
  (random() * 1000)::numeric(12,2),
  CASE WHEN random() < 0.3 THEN random() < 0.5 END
FROM generate_series(1, ${order_items}) i;

INSERT INTO shop.carts
SELECT i, jsonb_build_array(jsonb_build_object('product', i, 'quantity', 1 + i % 5)), timestamptz '2025-01-01 00:00:00+00'
FROM generate_series(1, ${carts}) i;

ANALYZE;
