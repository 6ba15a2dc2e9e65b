package dev.firn.cdc;

import dev.firn.http.Answering;
import dev.firn.http.Reply;
import dev.firn.page.html.Document;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The page of a running stream, made anew when it is asked for, but not for everybody. */
final class LivePage implements Answering {

  private static final int REFRESH_SECONDS = 3;

  /** The lake is asked for it. */
  private static final Duration GOOD_FOR = Duration.ofSeconds(2);

  private final CdcConsumerJob job;
  private @Nullable Reply made;
  private long madeAt;

  LivePage(CdcConsumerJob job) {
    this.job = job;
  }

  @Override
  public synchronized Reply answer() {
    Reply known = made;
    if (known != null && System.nanoTime() - madeAt < GOOD_FOR.toNanos()) {
      return known;
    }
    Reply reply =
        Reply.html(job.page(REFRESH_SECONDS).text())
            .with("Content-Security-Policy", Document.POLICY + "; frame-ancestors 'none'");
    made = reply;
    madeAt = System.nanoTime();
    return reply;
  }
}
