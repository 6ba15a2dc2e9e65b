package dev.firn.localstack.child;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Deletes all topics whose names begin so: bootstrap servers, beginning. */
public final class TopicsMain {

  private TopicsMain() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch watch = ParentWatch.begin();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
      List<String> topics =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(arguments[1]))
              .toList();
      admin.deleteTopics(topics).all().get();
    }
    watch.ready(() -> {});
  }
}
