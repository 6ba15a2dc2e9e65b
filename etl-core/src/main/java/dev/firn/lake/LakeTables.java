package dev.firn.lake;

import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import dev.firn.lake.commit.TableCommit;
import dev.firn.lake.control.ControlRows;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.SparkName;
import dev.firn.model.TargetLayout;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.IcebergBuild;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** The tables of one Iceberg catalog, which Spark's configuration defines. */
public final class LakeTables {

  private static final Logger LOG = LoggerFactory.getLogger(LakeTables.class);

  private static final int MAX_AT_ONCE = 16;

  /** Of a catalog's own settings of Hadoop. */
  private static final String HADOOP = "hadoop.";

  /** Null where tables are only looked at. */
  private final @Nullable SparkSession spark;

  private final Catalog catalog;

  /** What is known to exist: a catalog is asked once per namespace, not per table. */
  private final Set<List<String>> namespaces = new HashSet<>();

  private LakeTables(@Nullable SparkSession spark, Catalog catalog) {
    this.spark = spark;
    this.catalog = catalog;
  }

  /**
   * Opens a catalog by the name that Spark knows it by.
   *
   * @throws UnavailableException if the catalog cannot be opened
   */
  public static LakeTables open(SparkSession spark, String catalogName) {
    try {
      return new LakeTables(spark, Spark3Util.loadIcebergCatalog(spark, catalogName));
    } catch (RuntimeException e) {
      throw CoreErrors.catalogCannotBeOpened(catalogName, e);
    }
  }

  /**
   * Opens a catalog to look at its tables without Spark, which takes longer to start than the look.
   *
   * @param conf what Spark would be told
   * @throws UnavailableException if the catalog cannot be opened
   */
  public static LakeTables openToLook(SparkConf conf, String catalogName) {
    String prefix = "spark.sql.catalog." + catalogName + ".";
    Map<String, String> options = new HashMap<>();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(prefix)) {
      options.put(setting._1(), setting._2());
      if (setting._1().startsWith(HADOOP)) {
        hadoop.set(setting._1().substring(HADOOP.length()), setting._2());
      }
    }
    // Whoever looks makes nothing.
    options.putIfAbsent("jdbc.init-catalog-tables", "false");
    try {
      return new LakeTables(null, CatalogUtil.buildIcebergCatalog(catalogName, options, hadoop));
    } catch (RuntimeException e) {
      throw CoreErrors.catalogCannotBeOpened(catalogName, e);
    }
  }

  /** Of the library by which tables are read and written. */
  public static String icebergVersion() {
    return IcebergBuild.version();
  }

  public Optional<LakeTable> find(LakeTableId id) {
    try {
      return Optional.of(new LakeTable(id, catalog.loadTable(identifier(id))));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  /**
   * Those of the tables that exist, in the order in which they are asked for. A catalog answers for
   * several at a time; a source can have thousands.
   */
  public Map<LakeTableId, LakeTable> findAll(Collection<LakeTableId> ids) {
    ExecutorService pool = Executors.newFixedThreadPool(MAX_AT_ONCE);
    try {
      Map<LakeTableId, Future<Optional<LakeTable>>> asked = new LinkedHashMap<>();
      ids.forEach(id -> asked.computeIfAbsent(id, each -> pool.submit(() -> find(each))));
      Map<LakeTableId, LakeTable> found = new LinkedHashMap<>();
      for (Map.Entry<LakeTableId, Future<Optional<LakeTable>>> each : asked.entrySet()) {
        each.getValue().get().ifPresent(table -> found.put(each.getKey(), table));
      }
      return found;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("Cannot open tables", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tables were opened", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Opens a table that is known to be there.
   *
   * @throws UnavailableException if it does not exist any more
   */
  public LakeTable open(LakeTableId id) {
    return find(id).orElseThrow(() -> CoreErrors.lakeTableIsGone(id));
  }

  /** Creates an empty table that changes can be applied to. */
  public LakeTable create(
      LakeTableId id, StructType schema, int formatVersion, Map<String, String> properties) {
    return create(id, schema, TargetLayout.PLAIN, formatVersion, properties);
  }

  /**
   * The same with rows that lie in its files in a certain way.
   *
   * @throws dev.firn.error.ConfigException if its columns do not allow of it
   */
  public LakeTable create(
      LakeTableId id,
      StructType columns,
      TargetLayout layout,
      int formatVersion,
      Map<String, String> properties) {
    createNamespace(id);
    Map<String, String> all = new LinkedHashMap<>(defaults(formatVersion));
    all.putAll(properties);
    return new LakeTable(id, builder(id, columns, layout).withProperties(all).create());
  }

  private Catalog.TableBuilder builder(LakeTableId id, StructType columns, TargetLayout layout) {
    Schema schema = SparkSchemaUtil.convert(columns);
    LakeLayout laidOut = new LakeLayout(id, layout);
    return catalog
        .buildTable(identifier(id), schema)
        .withPartitionSpec(laidOut.spec(schema))
        .withSortOrder(laidOut.order(schema));
  }

  /** Begins a table that does not exist until its rows are published. */
  public LoadTarget createLater(
      LakeTableId id, StructType columns, TargetLayout layout, int formatVersion) {
    createNamespace(id);
    return new LoadTarget(
        this,
        id,
        builder(id, columns, layout).withProperties(defaults(formatVersion)).createTransaction(),
        false,
        null);
  }

  /** Removes the table from the catalog; its files stay for who wants it back. */
  public void drop(LakeTableId id) {
    catalog.dropTable(identifier(id), false);
  }

  /** The tables of a namespace, in the order of their names; none if it does not exist. */
  public List<LakeTableId> list(SourceNamespace namespace) {
    try {
      return catalog.listTables(Namespace.of(namespace.levels().toArray(String[]::new))).stream()
          .map(found -> namespace.table(found.name()))
          .sorted(java.util.Comparator.comparing(LakeTableId::name))
          .toList();
    } catch (NoSuchNamespaceException e) {
      return List.of();
    }
  }

  /** A small table of our own as it is; empty if it is not there. */
  public <T> Optional<ControlTable<T>> findControlTable(LakeTableId id, ControlRows<T> rows) {
    try {
      return Optional.of(new ControlTable<>(id, catalog.loadTable(identifier(id)), rows));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  /** A small table of our own, created or given its newer columns when they are not there. */
  public <T> ControlTable<T> controlTable(LakeTableId id, ControlRows<T> rows) {
    StructType schema = rows.schema();
    if (find(id).isEmpty()) {
      try {
        create(id, schema, 2, Map.of());
      } catch (AlreadyExistsException e) {
        LOG.debug("Another run was faster to create {}", id);
      }
    }
    Table table = catalog.loadTable(identifier(id));
    addMissing(id, table, schema);
    return new ControlTable<>(id, table, rows);
  }

  /** An earlier version of ours may have made the table. */
  private static void addMissing(LakeTableId id, Table table, StructType schema) {
    UpdateSchema update = table.updateSchema();
    boolean changed = false;
    for (StructField field : schema.fields()) {
      if (table.schema().findField(field.name()) == null) {
        update.addColumn(field.name(), SparkSchemaUtil.convert(field.dataType()));
        changed = true;
      }
    }
    if (changed) {
      TableCommit.to(id).run(update);
    }
  }

  private synchronized void createNamespace(LakeTableId id) {
    if (namespaces.contains(id.namespace())) {
      return;
    }
    if (spark == null) {
      throw new IllegalStateException("Tables that are only looked at are not created: " + id);
    }
    String name = id.namespace().stream().map(SparkName::quoted).collect(Collectors.joining("."));
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + SparkName.quoted(id.catalog()) + "." + name);
    namespaces.add(id.namespace());
  }

  /**
   * Deletes are written beside the data, because a change must not rewrite files; filling a new
   * column rewrites all rows anyway. Commits of others are found out by our own compare-and-swap.
   */
  static Map<String, String> defaults(int formatVersion) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, Integer.toString(formatVersion));
    properties.put(TableProperties.DELETE_MODE, "merge-on-read");
    properties.put(TableProperties.MERGE_MODE, "merge-on-read");
    properties.put(TableProperties.UPDATE_MODE, "copy-on-write");
    properties.put(TableProperties.MERGE_ISOLATION_LEVEL, "snapshot");
    properties.put(TableProperties.DELETE_ISOLATION_LEVEL, "snapshot");
    properties.put(TableProperties.WRITE_DISTRIBUTION_MODE, "none");
    properties.put(TableProperties.MERGE_DISTRIBUTION_MODE, "none");
    properties.put(TableProperties.DELETE_GRANULARITY, "file");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    // Every batch of a stream adds two and reads all of them; Iceberg would let 100 of each gather.
    properties.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, "10");
    properties.putAll(encoding());
    return properties;
  }

  /**
   * Measured with TPC-H: the fastest level of the codec ({@link dev.firn.lake.rows.Compression})
   * and a dictionary that gives up early save a fifth of the processor time of a load, and the
   * files are not larger than with Iceberg's defaults.
   */
  private static Map<String, String> encoding() {
    return Map.of(
        TableProperties.PARQUET_COMPRESSION,
        "zstd",
        TableProperties.PARQUET_DICT_SIZE_BYTES,
        Integer.toString(256 * 1024),
        // Rows may have megabytes each, and the first ones say nothing about the next.
        TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT,
        "1",
        TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT,
        "32");
  }

  private static TableIdentifier identifier(LakeTableId id) {
    return TableIdentifier.of(Namespace.of(id.namespace().toArray(String[]::new)), id.name());
  }
}
