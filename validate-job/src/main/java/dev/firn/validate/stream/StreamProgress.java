package dev.firn.validate.stream;

import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;

/** Whether the stream has brought a lake table to a position of the source. */
public interface StreamProgress {

  /** Of a source that nothing streams, or of which nobody can tell. */
  StreamProgress NONE =
      new StreamProgress() {
        @Override
        public boolean isStreamed(LakeTableId table) {
          return false;
        }

        @Override
        public boolean await(LakeTableId table, SourcePosition position) {
          return false;
        }
      };

  /** True if something is there that may bring changes to the table while it is compared. */
  boolean isStreamed(LakeTableId table);

  /**
   * Waits until everything is applied to a table that was committed before a position.
   *
   * @return false if it is not in time, or will not be
   */
  boolean await(LakeTableId table, SourcePosition position);
}
