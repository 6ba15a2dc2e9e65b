-- What the source of docker-compose.yml begins with.
CREATE TABLE customers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE products (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  price numeric(10, 2) NOT NULL CHECK (price >= 0),
  stock integer NOT NULL DEFAULT 0
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  status text NOT NULL DEFAULT 'placed',
  placed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_items (
  order_id bigint NOT NULL REFERENCES orders,
  line smallint NOT NULL,
  product_id integer NOT NULL REFERENCES products,
  quantity integer NOT NULL CHECK (quantity > 0),
  price numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);

INSERT INTO customers (first_name, last_name, email)
SELECT 'First' || n, 'Last' || n, 'customer' || n || '@example.com' FROM generate_series(1, 1000) AS n;

INSERT INTO products (name, price, stock)
SELECT 'Product ' || n, (n * 37 % 10000) / 100.0, n % 50 FROM generate_series(1, 200) AS n;

INSERT INTO orders (customer_id, status, placed_at)
SELECT 1 + n % 1000, (ARRAY['placed', 'paid', 'shipped'])[1 + n % 3], now() - n * interval '7 minutes'
FROM generate_series(1, 5000) AS n;

INSERT INTO order_items (order_id, line, product_id, quantity, price)
SELECT o.id, line, 1 + (o.id * 7 + line) % 200, 1 + (o.id + line) % 4, ((o.id * 13 + line) % 9000) / 100.0
FROM orders AS o, generate_series(1, 1 + (o.id % 3)::integer) AS line;
