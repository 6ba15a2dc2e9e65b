package dev.firn.source.postgres.connect;

import java.util.Properties;
import org.postgresql.ssl.WrappedFactory;

/** The sockets of TLS of a connection, as its properties want them; the driver makes one of it. */
public final class TlsSockets extends WrappedFactory {

  public TlsSockets(Properties properties) {
    factory = TlsContext.of(Tls.in(properties)).getSocketFactory();
  }
}
