package org.offhook.lab.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.offhook.CallPolicy;
import org.offhook.Endpoint;
import org.offhook.EndpointEvent;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.IncomingRefer;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.message.Status;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.TestAuthority;

/** Three endpoints, one for each transport, and the server between them, which begins anew. */
final class SoakPeers implements AutoCloseable {

  /** Short enough that everybody is registered again soon after a restart. */
  private static final Duration EXPIRES = Duration.ofSeconds(20);

  static final SessionDescription AUDIO =
      SessionDescription.audio("127.0.0.1", 40_000, RtpMap.PCMU);

  /** A user: the transport towards the server, and what serves it. */
  record User(String name, TransportKind transport, Endpoint endpoint) {}

  private final TestAuthority authority = TestAuthority.create("Soak CA");
  private final TlsIdentity identity =
      authority.certificate().domain("127.0.0.1").address("127.0.0.1").issue().identity();
  private final List<User> users = new ArrayList<>();
  private SipServer server;
  private final int port;
  private final int securePort;

  SoakPeers() throws InterruptedException {
    server = serve(0, 0);
    port = portOf(TransportKind.UDP);
    securePort = portOf(TransportKind.TLS);
    join("alice", TransportKind.UDP);
    join("bob", TransportKind.TCP);
    join("carol", TransportKind.TLS);
  }

  List<User> users() {
    return users;
  }

  /** A user as another one reaches it: by the server, over the own transport. */
  String uri(String user, TransportKind by) {
    return "sip:%s@%s".formatted(user, hostPort(by));
  }

  String registrar(TransportKind by) {
    return "sip:" + hostPort(by);
  }

  /** The server goes without a word, stays away for a while and comes back with nothing. */
  void restart(Duration away) throws InterruptedException {
    server.close();
    Thread.sleep(away);
    server = serve(port, securePort);
  }

  @Override
  public void close() {
    users.forEach(user -> user.endpoint().close());
    server.close();
  }

  private String hostPort(TransportKind by) {
    return by == TransportKind.TLS
        ? "127.0.0.1:" + securePort + ";transport=tls"
        : "127.0.0.1:" + port + (by == TransportKind.TCP ? ";transport=tcp" : "");
  }

  private int portOf(TransportKind kind) {
    return server.listening().stream()
        .filter(socket -> socket.kind() == kind)
        .mapToInt(socket -> socket.address().getPort())
        .findFirst()
        .orElseThrow();
  }

  private SipServer serve(int plain, int secure) throws InterruptedException {
    var options =
        SipServerOptions.builder()
            .listen(Listen.sip("127.0.0.1", plain), Listen.tls("127.0.0.1", secure))
            .domain("127.0.0.1")
            .minExpires(Duration.ofSeconds(10))
            .events(true)
            .tls(TlsSettings.builder().certificate(identity).trust(authority.trust()).build());
    for (var name : List.of("alice", "bob", "carol")) {
      options.user(name, "secret of " + name);
    }
    return SipServer.start(options.build());
  }

  private void join(String name, TransportKind transport) throws InterruptedException {
    var secure = transport == TransportKind.TLS;
    var endpoint =
        Endpoint.start(
            EndpointOptions.builder()
                .listen(secure ? Listen.tls("127.0.0.1", 0) : Listen.sip("127.0.0.1", 0))
                .aor("sip:%s@127.0.0.1".formatted(name))
                .calls(CallPolicy.DEFAULT.withMaxCalls(10_000))
                .credentials(name, "secret of " + name)
                .tls(TlsSettings.builder().certificate(identity).trust(authority.trust()).build())
                .build());
    Thread.startVirtualThread(() -> drain(endpoint));
    endpoint.onCall(SoakPeers::handle);
    endpoint.onRefer(SoakPeers::follow);
    endpoint.onRequest(request -> request.respond(Status.OK));
    endpoint.register(RegistrationOptions.at(registrar(transport)).expires(EXPIRES)).awaitOk();
    users.add(new User(name, transport, endpoint));
  }

  private static void follow(IncomingRefer refer) throws InterruptedException {
    var call = refer.accept();
    call.outcome().await();
    call.hangUp();
  }

  /** Events that nobody takes would be kept, up to the queue's bound. */
  private static void drain(Endpoint endpoint) {
    try {
      var events = endpoint.events();
      while (!(events.take() instanceof EndpointEvent.Closed)) {
        // nothing to do for it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the caller wants is in Subject. */
  private static void handle(IncomingCall call) throws InterruptedException {
    call.ring();
    switch (call.request().headers().text("Subject").orElse("")) {
      case "busy" -> call.reject(Status.BUSY_HERE);
      case "ring" -> call.outcome().await();
      default -> {
        call.answer(AUDIO);
        call.ended().await();
      }
    }
  }
}
