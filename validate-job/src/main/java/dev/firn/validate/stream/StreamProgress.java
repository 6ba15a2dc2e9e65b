package dev.firn.validate.stream;

import dev.firn.lake.LakeTable;
import dev.firn.model.SourcePosition;

/** Whether the stream has brought a lake table to a position of the source. */
public interface StreamProgress {

  /** What brings changes to a table. */
  enum State {
    /** Nothing does, now or later. */
    NONE,
    /** A connector sends them. */
    RUNNING,
    /** Something may later, or does and nobody can tell how far it is. */
    UNKNOWN
  }

  /** Of a source that nothing streams. */
  StreamProgress NONE =
      new StreamProgress() {
        @Override
        public State of(LakeTable table) {
          return State.NONE;
        }

        @Override
        public boolean await(LakeTable table, SourcePosition position) {
          return false;
        }
      };

  State of(LakeTable table);

  /**
   * Waits until everything is applied to a table that was committed before a position.
   *
   * @return false if it is not in time, or will not be
   */
  boolean await(LakeTable table, SourcePosition position);
}
