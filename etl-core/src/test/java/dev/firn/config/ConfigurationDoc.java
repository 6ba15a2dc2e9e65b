package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.file.FileFormat;
import java.util.stream.Collectors;

/** The text of docs/CONFIGURATION.md, whose tables come from the options. */
final class ConfigurationDoc {

  static final String REGENERATE =
      "mvn -pl etl-core test -Dtest=ConfigurationDocTest -Dfirn.regenerate-docs=true";

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the options in dev.firn.config. Do not edit; change the option and run
           %s -->

      Firn reads two files of one place: `sources.yaml` names the databases,
      `kafka_clusters.yaml` the Kafka clusters that their changes arrive on. The place is what
      `--config` names, a directory or a URI such as `s3a://lake/firn/config`; without it, the files
      that `spark-submit --files` was given, if `sources.yaml` is among them; else `config/` below
      `FIRN_HOME`, which is a directory or a URI too, or below the current directory if `FIRN_HOME` is
      not set. Where a cluster chooses the driver's machine (`--deploy-mode cluster`), `FIRN_HOME` must
      be set. Begin with the templates, which show every key:

      ```bash
      cp config/sources.yaml.template config/sources.yaml
      cp config/kafka_clusters.yaml.template config/kafka_clusters.yaml
      export ORACLE_PASSWORD='…' POSTGRES_PASSWORD='…'
      scripts/firn config check
      ```

      `firn config init` writes `sources.yaml` from a live database instead of the first line: it reads the
      catalogue, proposes every table that can be carried, leaves out the others with the reason beside, and
      never overwrites a file:

      ```bash
      export SHOP_PASSWORD='…'
      scripts/firn config init --source shop --host db.example.com --database shop --username etl_user
      ```

      `firn config` needs no Spark, and but for `init` no network and no secret store. `firn config check` names every fault of both
      files at once and ends with 3 if there is one; `--source` asks only for the variables of one
      source. `firn config show --origin` prints every value as it applies and who says it, secrets as
      asterisks; with `--json` as an object by its keys, each value with `--origin` as `{"value", "origin"}`. `firn config schema` prints the JSON Schema by which editors complete the files; both
      schemas lie beside the templates, whose first line names them.
      """;

  private static final String RULES =
      """
      ## Rules

      - Both files are strict: an unknown key, a key given twice, a missing or empty value and a value
        of the wrong type are errors. Leave a key out to get its default.
      - Every problem of a file is reported at once, with its line and column, and the process ends
        with exit code 3:

        ```
        FIRN-1001 Cannot use config/sources.yaml, 2 problems:
        - config/sources.yaml:14:17: sources.crm.database_connection.password: environment variable CRM_PASSWORD is not set. Export it, or mount it as a file and use ${FILE:/path}
        - config/sources.yaml:18:7: sources.crm.bulk_load.parallel_workers: expected an integer of at least 1, got "four"
        ```

      - A value is read as its key needs it, so a user name `no`, a database `010` and a password
        `12:30` stay what they are. A text that begins with one of ``* & ! @ % ` ``, or that contains
        ` #` or `: `, must stand in quotes.
      - Anchors and aliases work for whole sections (`bulk_load: &fast {…}`, then `bulk_load: *fast`);
        merging with `<<` does not.
      - `parallel_tables` and `parallel_workers` keep their old names, which mislead: the first is the
        number of splits of one table, the second the number of tables. `splits_per_table` and
        `tables_at_once` mean the same; give one of each.

      ## Layers

      A value is taken from the highest layer that says it:

      | | Layer | For |
      |---|---|---|
      | 1 | `--set KEY=VALUE` of a command, such as `--set bulk_load.max_retries=5` | the source of this run |
      | 2 | a variable such as `FIRN__SOURCES__CRM__BULK_LOAD__MAX_RETRIES` | one source, or one cluster |
      | 3 | the section of the source or cluster; where a profile has one too, its keys over the others | one source, or one cluster |
      | 4 | `defaults` of the file, beside `sources`; those of a profile over the others | all of a file |
      | 5 | the default of the key | all |

      - **Options of a command** that mean a key, such as `--parallel-tables`, stand above all of them.
      - **Defaults** have the keys of a source (or of a cluster), required ones too:

        ```yaml
        defaults:
          database_type: postgresql
          bulk_load: {parallel_tables: 16}
        sources:
          crm: {…}
        ```

      - **A profile** is a file `sources.NAME.yaml` or `kafka_clusters.NAME.yaml` beside the other, with only
        what is different, and is chosen by `--profile NAME` or `FIRN_PROFILE`. It is laid over the file key by
        key; its tables and patterns come before those of the file, and it may have sources of its own.
      - **Variables** are made of `FIRN__`, the keys in capitals with `__` between them, and `_` for what is no
        letter or digit: `FIRN__KAFKA_CLUSTERS__PRIMARY__PROPERTIES__SECURITY_PROTOCOL` is
        `kafka_clusters.primary.properties.security.protocol`. One that names nothing is an error. Of tables
        they reach those that a file names.
      - **Secrets** are refused in `--set`, because others can read arguments; `--set
        'database_connection.password=${NAME}'` is none.
      - `version: 1` may stand in the files; it is the only version so far.

      ## Placeholders

      | In a value | Becomes |
      |---|---|
      | `${NAME}` | the environment variable; an error if it is not set |
      | `${NAME:-default}` | the environment variable, or the default if it is not set or empty |
      | `${NAME:?message}` | the environment variable; the message as an error if it is not set or empty |
      | `${FILE:/path}` | the content of a file without its last newline; the path may be a URI, and a relative one begins where the configuration is |
      | `${VAULT:mount/path#key}` | what HashiCorp Vault keeps |
      | `${AWS:name}`, `${AWS:name#key}`, `${AWS:name#key#stage}` | what AWS Secrets Manager keeps |
      | `${HADOOP:alias}` | what a credential store of Hadoop keeps |
      | `$${` | `${` |

      Placeholders are looked up after the file was parsed, and what they stand for is not parsed
      again, so a password may hold any character. Only the source and the cluster of the current run
      are looked up: a variable that another source needs may be missing.

      ## Secrets

      Keep passwords out of the files: give them as environment variables, as files that
      Kubernetes, Docker, Vault Agent or a CSI driver mounts, or from a store. They are looked up on
      the driver only, when a run begins; one that changes later needs the run to be started again. They
      print as `******`, and the values of variables, passwords and Kafka `properties` never appear in
      messages. `.gitignore` excludes the files, but not the templates. A secret that stands in a file
      itself is a warning of `firn config check`.

      **HashiCorp Vault**, or OpenBao, with a key-value engine of version 2. `${VAULT:secret/shop#password}` is
      the key `password` of what `vault kv get secret/shop` shows. The variables are those of Vault's own
      tools, in the environment of the driver:

      | Variable | Meaning |
      |---|---|
      | `VAULT_ADDR` | where it answers; required |
      | `VAULT_CACERT` | a file with the certificates (PEM) of the authorities that vouch for it, if Java does not know them |
      | `VAULT_CLIENT_CERT`, `VAULT_CLIENT_KEY` | files with a certificate and its key, if it wants one |
      | `VAULT_NAMESPACE` | the namespace |
      | `VAULT_KV_MOUNT` | the mount of the engine, if it has several names, such as `team/kv` |
      | `VAULT_TOKEN`, or `VAULT_TOKEN_FILE` | a token, or the file in which an agent puts one |
      | `VAULT_ROLE_ID` with `VAULT_SECRET_ID` | a login by AppRole |
      | `VAULT_KUBERNETES_ROLE` | a login as a pod, by the token that Kubernetes mounts (`VAULT_KUBERNETES_TOKEN_FILE` if elsewhere) |
      | `VAULT_AUTH_MOUNT` | where the login is mounted, if not at `approle` or `kubernetes` |

      The first of the logins that is set is used; without any, `~/.vault-token` of `vault login`. A token that
      was given is renewed if less than half of its time is left and it can be. An answer that can pass (HTTP
      429 and 5xx, or none) is asked for four times; what Vault refuses ends the run with 4, a reference that
      leads nowhere with 3. This was tried with a stand-in that answers as Vault's interface is documented, over
      TLS, and never with a Vault itself.

      **AWS Secrets Manager**. `${AWS:prod/shop}` is the text of a secret, `${AWS:prod/shop#password}` the value
      of a key where that text is a JSON object, and `${AWS:prod/shop#password#AWSPREVIOUS}` that of another
      version than the current one (`${AWS:prod/shop##AWSPREVIOUS}` without a key). A secret's ARN may stand in
      the place of its name, and says the region. AWS's client is not among Firn's jars: `scripts/fetch-aws`
      fetches it (30 jars, 6 MB; the SDK is the one of `FIRN_LIBS=s3`, so both may be named), `FIRN_LIBS=aws`
      adds it. Region, login and endpoint are found as AWS's own tools find them, in variables
      (`AWS_REGION`, `AWS_PROFILE`, `AWS_ACCESS_KEY_ID` …, `AWS_ENDPOINT_URL_SECRETS_MANAGER`), profiles, and the
      role of a pod or a machine; it needs `secretsmanager:GetSecretValue`. The client itself asks again where
      an answer can pass (`AWS_MAX_ATTEMPTS`); what is refused ends the run with 4, a name or key that leads
      nowhere with 3. On Kubernetes a driver that mounts secrets as files (`${FILE:/path}`) does without.
      This was tried with a stand-in that answers as AWS's interface is documented and with moto
      (`scripts/check secret-stores`), and never with AWS itself.

      **Hadoop's credential store**: `${HADOOP:shop.password}` is an alias of the store that
      `spark.hadoop.hadoop.security.credential.provider.path` names, such as
      `jceks://hdfs/firn/secrets.jceks`, made by `hadoop credential create`. The password of such a file comes
      from `HADOOP_CREDSTORE_PASSWORD` or its file, as Hadoop has it.
      """;

  private final StringBuilder text = new StringBuilder();

  String text() {
    text.append(INTRODUCTION.formatted(REGENERATE));
    addFile(SourceConfig.FORMAT);
    addFile(KafkaClusterConfig.FORMAT);
    text.append('\n').append(RULES);
    return text.toString();
  }

  private void addFile(FileFormat format) {
    text.append("\n## ").append(format.fileName()).append('\n');
    addSection(format.section(), format.rootKey() + "." + format.section().key());
  }

  private void addSection(Section section, String path) {
    text.append("\n### ").append(path).append("\n\n").append(section.doc()).append('\n');
    if (!section.options().isEmpty()) {
      text.append("\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
      section.options().forEach(this::addRow);
    }
    section.sections().forEach(nested -> addSection(nested, path + "." + nested.key()));
  }

  private void addRow(Option<?> option) {
    String aliases =
        option.aliases().stream().map(a -> ", `" + a + "`").collect(Collectors.joining());
    text.append(
        "| `%s`%s | %s | %s | %s |\n"
            .formatted(
                option.key(),
                aliases,
                describe(option.type()),
                describe(option.fallback()),
                option.doc()));
  }

  private static String describe(ValueType<?> type) {
    return type.choices().isEmpty()
        ? type.expectation()
        : type.choices().stream()
            .map(choice -> "`" + choice + "`")
            .collect(Collectors.joining(", "));
  }

  private static String describe(Option.Default fallback) {
    return switch (fallback.kind()) {
      case REQUIRED -> "**required**";
      case VALUE -> "`" + fallback.text() + "`";
      case RULE -> fallback.text();
    };
  }
}
