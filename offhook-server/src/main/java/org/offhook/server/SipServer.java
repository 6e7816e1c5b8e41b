package org.offhook.server;

import java.util.List;
import org.offhook.ListenException;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.net.Network;
import org.offhook.transport.Listening;
import org.offhook.transport.WireTap;

/**
 * A small registrar and stateful proxy (RFC 3261 §10.3, §16) to embed in demonstrations, tests and
 * laboratories: digest, forking, Record-Route, UDP and TCP. All state is in memory.
 *
 * <p>Any thread may use it. It runs on a real host and in a simulated world alike.
 *
 * <pre>{@code
 * try (var server = SipServer.start(SipServerOptions.builder()
 *         .listen(Listen.sip("127.0.0.1", 5070))
 *         .domain("example.com")
 *         .user("alice", "secret")
 *         .authenticate(Authenticate.ALL)
 *         .build())) {
 *   System.out.println("listening on " + server.listening());
 *   ...
 * }
 * }</pre>
 */
public final class SipServer implements AutoCloseable {

  private final Network network;
  private final ServerCore core;
  private final List<Listening> listening;

  private SipServer(Network network, ServerCore core) {
    this.network = network;
    this.core = core;
    this.listening = core.listening();
  }

  /**
   * Starts a server.
   *
   * @throws ListenException if it cannot listen where it was told to; nothing is left then
   * @throws org.offhook.net.TlsException if TLS cannot be set up from its files
   * @throws InterruptedException if the calling thread is interrupted; nothing is left then
   */
  public static SipServer start(SipServerOptions options) throws InterruptedException {
    if (options.transport().tls().canListen()) {
      options.transport().tls().load();
    }
    var network = options.host().attach("offhook-server");
    try {
      var core = LoopCall.<List<ServerCore>>ask(network, () -> build(network, options), List.of());
      return new SipServer(network, core.getFirst());
    } catch (RuntimeException | InterruptedException e) {
      network.close();
      throw e;
    }
  }

  private static List<ServerCore> build(Network network, SipServerOptions options) {
    var core = new ServerCore(network, options);
    core.listen(options.listen());
    return List.of(core);
  }

  /** The listening sockets, with their real ports. */
  public List<Listening> listening() {
    return listening;
  }

  /**
   * The bindings of all users, in the order in which users registered first.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<Binding> bindings() throws InterruptedException {
    return LoopCall.ask(network, core::bindings, List.of());
  }

  /**
   * The bindings of one user, by the user part of its address of record.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<Binding> bindings(String user) throws InterruptedException {
    return bindings().stream().filter(binding -> binding.user().equals(user)).toList();
  }

  /**
   * What was done so far.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public ServerCounters counters() throws InterruptedException {
    return LoopCall.ask(network, core::counters, new ServerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /**
   * Sets what waits in a user's mailbox: those who subscribed to {@code message-summary} are told
   * (RFC 3842).
   *
   * @param user the user part of the address of record
   * @throws IllegalStateException if {@link SipServerOptions.Builder#events} is not switched on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void messageWaiting(String user, MessageSummary summary) throws InterruptedException {
    if (!LoopCall.ask(network, () -> core.mailbox(user, summary), true)) {
      throw new IllegalStateException("this server tells no states; switch on events(true)");
    }
  }

  /**
   * How many subscriptions to states of its users there are.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public int subscriptions() throws InterruptedException {
    return LoopCall.ask(network, core::subscriptions, 0);
  }

  /** One more look at every message on the wire, on the loop: it must not block. */
  public void tap(WireTap tap) {
    network.loop().execute(() -> core.tap(tap));
  }

  /** Closes all sockets and forgets everything; requests in progress get no answer any more. */
  @Override
  public void close() {
    try {
      LoopCall.ask(network, core::close, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      network.close();
    }
  }

  @Override
  public String toString() {
    return "server " + listening;
  }
}
