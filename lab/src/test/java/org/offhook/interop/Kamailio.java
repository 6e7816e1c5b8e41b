package org.offhook.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;

/** A Kamailio as registrar and proxy of the domain {@link #DOMAIN}, with users of its own. */
final class Kamailio implements AutoCloseable {

  static final String DOMAIN = "interop.test";

  /** To whom the proxy redirects calls to {@code code302}. */
  static final User BOB = new User("bob", "secret");

  private static final int USERS = 199;

  private final Daemon daemon;
  private final int port;
  private final AtomicInteger users = new AtomicInteger();

  private Kamailio(Daemon daemon, int port) {
    this.daemon = daemon;
    this.port = port;
  }

  static Kamailio start(Map<String, String> settings) throws IOException, InterruptedException {
    var accounts = new StringBuilder();
    for (int i = 1; i <= USERS; i++) {
      accounts.append("user").append(i).append(":secret").append(i).append('\n');
    }
    accounts.append(BOB.name()).append(':').append(BOB.password()).append('\n');
    var file = Files.createTempFile("offhook-users-", ".txt");
    try {
      Files.writeString(file, accounts);
      int port = Ports.block(22);
      var environment = new HashMap<>(settings);
      environment.put("KAM_PORT", Integer.toString(port));
      environment.put("KAM_USERS", file.toString());
      return new Kamailio(Daemon.up("kamailio/kamailio-up", "KAM", environment), port);
    } finally {
      Files.delete(file);
    }
  }

  /** HOST:PORT, for UDP and TCP. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** For WebSocket, on both families. */
  int webSocketPort() {
    return port + 20;
  }

  /** For WebSocket on TLS, on both families. */
  int secureWebSocketPort() {
    return port + 21;
  }

  String uri(Wire wire) {
    return wire.uri(port);
  }

  /**
   * The TLS port that shows this certificate; those after {@link Shown#SERVER} need KAM_TLS_MORE.
   */
  int port(Shown shown) {
    return port + 1 + shown.offset;
  }

  /** A file of its certificates, such as {@code ca.pem}. */
  Path certificate(String name) {
    return daemon.folder().resolve("certs").resolve(name);
  }

  /** What a TLS port shows, or wants. */
  enum Shown {
    SERVER(0),
    EXPIRED(1),
    WRONG_HOST(2),
    UNTRUSTED(3),
    /** The good certificate, and wants one of the client. */
    MUTUAL(4);

    private final int offset;

    Shown(int offset) {
      this.offset = offset;
    }
  }

  /** A user that no other test has. */
  User newUser() {
    int number = users.incrementAndGet();
    if (number > USERS) {
      throw new IllegalStateException("more users than accounts");
    }
    return new User("user" + number, "secret" + number);
  }

  /** An endpoint of this user that sends everything through this proxy; not registered. */
  Endpoint endpoint(User user, Wire wire, UnaryOperator<EndpointOptions.Builder> more)
      throws InterruptedException {
    return Phones.start(
        user.name(),
        builder ->
            more.apply(
                builder
                    .aor(user.uri())
                    .credentials(user.name(), user.password())
                    .outboundProxy(uri(wire))));
  }

  /** An endpoint of a user of its own, registered. */
  Endpoint registered(User user, Wire wire) throws InterruptedException {
    var endpoint = endpoint(user, wire, builder -> builder.closeWithin(Duration.ofSeconds(2)));
    try {
      endpoint.register("sip:" + DOMAIN).outcome().awaitOk(Phones.PATIENCE);
      return endpoint;
    } catch (InterruptedException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** An account. */
  record User(String name, String password) {
    String uri() {
      return "sip:" + name + "@" + DOMAIN;
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
