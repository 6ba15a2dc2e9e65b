package dev.firn.check.doctor;

import java.nio.file.Path;

/** What somebody can do who takes the steps that the doctor prints. */
public interface Hands {

  /** Statements in the source's database, by who may do all. */
  void sql(String... statements) throws Exception;

  /** A command as it was printed; whatever it ends with is for the doctor to see. */
  String shell(String command) throws Exception;

  /** A statement in the lake. */
  void spark(String statement) throws Exception;

  /** Below which the configuration is. */
  Path home();

  void restartServer();

  void stopConnector();

  /** Has Kafka Connect forget how far a stopped connector has come. */
  void forgetOffsets();

  void startConnector();
}
