package dev.firn.connect;

import dev.firn.config.ConnectAccess;
import dev.firn.error.CoreErrors;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The REST interface of a worker of Kafka Connect, asked as its configuration says. */
public final class ConnectWorker {

  private final ConnectAccess access;
  private final HttpClient http;

  /**
   * @param patience with a worker that cannot be reached
   * @throws dev.firn.error.ConfigException if the certificates cannot be read that it is to show
   */
  public ConnectWorker(ConnectAccess access, Duration patience) {
    this.access = access;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(patience);
    String authority = access.authority();
    if (authority != null) {
      builder.sslContext(trusting(Path.of(authority)));
    }
    this.http = builder.build();
  }

  public URI url() {
    return access.worker();
  }

  /**
   * @param path from the root of the interface on
   */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url().toString().replaceAll("/+$", "") + path));
    ConnectAccess.Login login = access.login();
    if (login != null) {
      String told = login.user() + ":" + login.password().reveal();
      // At once: a worker that wants it may also let pass who says nothing, and show him less.
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(told.getBytes(StandardCharsets.UTF_8)));
    }
    return request;
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static SSLContext trusting(Path authorities) {
    try (InputStream file = Files.newInputStream(authorities)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(file);
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("authority" + trusted.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("it has no certificate");
      }
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw CoreErrors.authorityIsUnreadable(authorities, e);
    }
  }
}
