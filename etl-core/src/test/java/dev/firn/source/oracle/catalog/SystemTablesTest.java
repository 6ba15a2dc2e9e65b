package dev.firn.source.oracle.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTablesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SYS_RESERVJRNL_73721",
        "SYS_EXPORT_SCHEMA_01",
        "SYS_IMPORT_FULL_02",
        "VECTOR$DOCS_IDX$83904_83912_0$IVF_FLAT_CENTROIDS",
        "VECTOR$DOCS_IDX$HNSW_ROWID_VID_MAP",
        "DR$DOC_IDX$I"
      })
  void knowsTheServersOwn(String name) {
    assertThat(SystemTables.reason(name)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VECTOR$", "VECTOR$PRICES", "SYS_EXPORT", "SYS_EXPORTS_2024", "ORDERS"})
  void leavesNoTableOfAUserOut(String name) {
    assertThat(SystemTables.reason(name)).isNull();
  }
}
