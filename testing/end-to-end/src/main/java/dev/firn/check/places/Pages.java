package dev.firn.check.places;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Keeps what pages show, each in a file, as a search can read it. */
public final class Pages {
  private final Path directory;
  private int kept;

  /**
   * @param directory gets the files
   */
  public Pages(Path directory) {
    this.directory = directory;
  }

  /** Those that do not answer are left out. */
  public void keep(List<URI> pages) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    for (URI page : pages) {
      try {
        HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          kept++;
          Files.writeString(directory.resolve(kept + ".page"), page + "\n" + answer.body());
        }
      } catch (IOException silent) {
        System.out.println("No answer from " + page);
      }
    }
  }

  /** How many have answered. */
  public int kept() {
    return kept;
  }
}
