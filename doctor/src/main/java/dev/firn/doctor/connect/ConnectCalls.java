package dev.firn.doctor.connect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.config.ConnectAccess;
import dev.firn.model.ShellWord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Commands by which a person has Kafka Connect do something. */
record ConnectCalls(ConnectAccess access) {

  private static final String JSON = " -H 'Content-Type: application/json'";

  String resume(String connector) {
    return put(connector, "/resume");
  }

  String stop(String connector) {
    return put(connector, "/stop");
  }

  /** Forgets how far a connector has come, which is refused until its tasks have ended. */
  String forget(String connector) {
    return curl("DELETE") + " --retry 9 --retry-all-errors" + url(connector, "/offsets");
  }

  String restart(String connector) {
    return curl("POST") + url(connector, "/restart?includeTasks=true");
  }

  String delete(String connector) {
    return curl("DELETE") + url(connector, "");
  }

  /**
   * Changes one setting and leaves the others as they are.
   *
   * @param value empty to take it out
   */
  String set(String connector, String setting, String value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    if (value.isEmpty()) {
      patch.putNull(setting);
    } else {
      patch.put(setting, value);
    }
    return curl("PATCH")
        + JSON
        + " -d "
        + ShellWord.quoted(patch.toString())
        + url(connector, "/config");
  }

  /** Creates the connector that a load has written. */
  String create(String file) {
    return curl("POST")
        + JSON
        + " -d @"
        + ShellWord.quoted(file)
        + " "
        + ShellWord.quoted(root() + "/connectors");
  }

  private String put(String connector, String what) {
    return curl("PUT") + url(connector, what);
  }

  private String curl(String method) {
    ConnectAccess.Login login = access.login();
    String authority = access.authority();
    return "curl -sSf -X "
        + method
        + (login == null ? "" : " -u " + ShellWord.quoted(login.user()))
        + (authority == null ? "" : " --cacert " + ShellWord.quoted(authority));
  }

  private String url(String connector, String what) {
    String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
    return " " + ShellWord.quoted(root() + "/connectors/" + name + what);
  }

  private String root() {
    return access.worker().toString().replaceAll("/+$", "");
  }
}
