package dev.firn.source.postgres.connect;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.postgresql.ssl.PGjdbcHostnameVerifier;

/** Looks whether a certificate is of the host, as the driver does, and tells whose it is if not. */
public final class ServerName implements HostnameVerifier {

  /**
   * @throws dev.firn.error.UnavailableException if the certificate is of others
   */
  @Override
  public boolean verify(String host, SSLSession session) {
    if (PGjdbcHostnameVerifier.INSTANCE.verify(host, session)) {
      return true;
    }
    throw PostgresErrors.serverHasAnotherName(host, names(session));
  }

  private static List<String> names(SSLSession session) {
    List<String> names = new ArrayList<>();
    try {
      Certificate[] chain = session.getPeerCertificates();
      if (chain.length > 0 && chain[0] instanceof X509Certificate server) {
        names.add(server.getSubjectX500Principal().getName());
        Collection<List<?>> others = server.getSubjectAlternativeNames();
        if (others != null) {
          others.forEach(name -> names.add(String.valueOf(name.get(1))));
        }
      }
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      names.add("nobody");
    }
    return names;
  }
}
