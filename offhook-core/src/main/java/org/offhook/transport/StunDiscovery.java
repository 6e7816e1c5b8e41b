package org.offhook.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.net.IpLiteral;

/**
 * Asks a STUN server from each UDP socket where it is seen, again and again, which keeps the NAT's
 * binding too (RFC 8489 §2, RFC 5626 §4.4.2).
 */
final class StunDiscovery {

  private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

  private final Edge edge;
  private final Supplier<List<DatagramListener>> sockets;
  private final Set<StunClient.Query> asking = new HashSet<>();
  private @Nullable SentBy server;
  private @Nullable TimerHandle next;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable TimerHandle patience;
  private int round;

  StunDiscovery(Edge edge, Supplier<List<DatagramListener>> sockets) {
    this.edge = edge;
    this.sockets = sockets;
  }

  /** Asks this server from now on; null: none. */
  void server(@Nullable SentBy other) {
    stop();
    server = other;
    if (other != null && patience == null) {
      patience = edge.network().loop().after(FIRST_ANSWER, this::settled);
    }
    again();
  }

  /** Runs {@code then} when the first answers are there, or have been waited for long enough. */
  void whenSettled(Runnable then) {
    if (patience == null) {
      then.run();
    } else {
      waiting.add(then);
    }
  }

  private void settled() {
    if (patience != null) {
      patience.cancel();
      patience = null;
    }
    var told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(Runnable::run);
  }

  /** Asks at once, since sockets or networks changed. */
  void again() {
    stop();
    var from = server;
    if (from == null) {
      return;
    }
    int now = round;
    next = edge.network().loop().after(KeepAlivePolicy.DEFAULT.datagrams().longest(), this::again);
    var numeric = IpLiteral.parse(from.host());
    if (numeric != null) {
      ask(List.of(numeric), from.port());
    } else {
      edge.network()
          .lookUp(
              from.host(),
              found -> {
                if (now == round) {
                  ask(found, from.port());
                }
              });
    }
  }

  private void ask(List<InetAddress> addresses, int port) {
    for (var socket : sockets.get()) {
      var own = socket.listening().address().getAddress();
      addresses.stream()
          .filter(address -> address.getClass() == own.getClass() && !own.isLoopbackAddress())
          .findFirst()
          .ifPresent(address -> ask(socket, new InetSocketAddress(address, port)));
    }
    if (!sockets.get().isEmpty()) {
      settleSoon();
    }
  }

  /** Not before what the loop is doing: more sockets may be on their way. */
  private void settleSoon() {
    edge.later(
        () -> {
          if (asking.isEmpty()) {
            settled();
          }
        });
  }

  private void ask(DatagramListener socket, InetSocketAddress at) {
    var answer = new Found(socket);
    answer.query = edge.stun().ask(new DatagramFlow(socket, at), answer);
    asking.add(answer.query);
  }

  void stop() {
    round++;
    if (next != null) {
      next.cancel();
      next = null;
    }
    asking.forEach(StunClient.Query::stop);
    asking.clear();
  }

  /** The endpoint closes. */
  void close() {
    stop();
    server = null;
    waiting.clear();
    settled();
  }

  private final class Found implements StunClient.Answer {

    private final DatagramListener socket;
    private StunClient.@Nullable Query query;

    Found(DatagramListener socket) {
      this.socket = socket;
    }

    @Override
    public void mapped(InetSocketAddress address) {
      over();
      boolean same = address.equals(socket.listening().address());
      edge.publicAddress()
          .discovered(
              socket.listening(), same ? null : SentBy.of(address.getAddress(), address.getPort()));
    }

    @Override
    public void none(String reason) {
      over();
    }

    private void over() {
      if (query != null) {
        asking.remove(query);
      }
      settleSoon();
    }
  }
}
