package org.offhook.transport;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.transport.KeepAlivePolicy.Pace;
import org.offhook.transport.KeepAlivePolicy.Probe;

/**
 * Keeps one flow alive and notices when it is dead: RFC 5626 §3.5, §4.4, RFC 6223. Its pings go by
 * its own clock, whatever else the socket does.
 */
public final class KeepAlive {

  /** Is told what the pings find. On the loop. */
  public interface Listener {

    /**
     * The peer does not answer any more over UDP. A connection is closed instead, which its users
     * are told.
     */
    void flowFailed(Flow flow, String reason);

    /** The peer sees this side at another address than before: a NAT has moved the binding. */
    void moved(Flow flow, InetSocketAddress now);
  }

  /**
   * What holds for one flow.
   *
   * @param policy paces and probes
   * @param named the time that the peer named (Flow-Timer, {@code keep=}); null: none
   * @param agreed whether the peer said that it answers pings, so that silence is a failure at once
   */
  public record Terms(KeepAlivePolicy policy, @Nullable Duration named, boolean agreed) {}

  static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Edge edge;
  private final Flow flow;
  private final Terms terms;
  private final Listener listener;
  private @Nullable TimerHandle next;
  private @Nullable TimerHandle patience;
  private StunClient.@Nullable Query query;
  private @Nullable InetSocketAddress seenAt;
  private boolean answers;
  private boolean mute;
  private boolean over;

  KeepAlive(Edge edge, Flow flow, Terms terms, Listener listener) {
    this.edge = edge;
    this.flow = flow;
    this.terms = terms;
    this.listener = listener;
    this.answers = terms.agreed();
  }

  void start() {
    later();
  }

  /** The flow that is kept. */
  public Flow flow() {
    return flow;
  }

  /** Ends the pings; the flow itself is not touched. */
  public void stop() {
    over = true;
    cancel(next);
    cancel(patience);
    if (query != null) {
      query.stop();
    }
    if (flow instanceof StreamFlow stream) {
      stream.onPong(null);
    }
  }

  private static void cancel(@Nullable TimerHandle timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private Pace pace() {
    if (terms.named() != null) {
      return Pace.within(terms.named());
    }
    if (flow.kind().reliable()) {
      return terms.policy().streams();
    }
    return terms.agreed() ? KeepAlivePolicy.OUTBOUND_DATAGRAMS : terms.policy().datagrams();
  }

  private void later() {
    if (over) {
      return;
    }
    Loop loop = edge.network().loop();
    var pace = pace();
    long spread = pace.longest().minus(pace.shortest()).toNanos();
    next = loop.after(pace.shortest().toNanos() + loop.random().below(spread + 1), this::ping);
  }

  private void ping() {
    if (!flow.isAlive()) {
      return;
    }
    switch (flow) {
      case DatagramFlow datagram -> ping(datagram);
      case StreamFlow stream -> ping(stream);
      default -> {
        edge.counters().keepAlive.pings++;
        flow.send(PING, SendListener.IGNORE);
        later();
      }
    }
  }

  private void ping(DatagramFlow datagram) {
    var probe = terms.agreed() ? Probe.STUN : terms.policy().probe();
    edge.counters().keepAlive.pings++;
    if (probe == Probe.CRLF || (probe == Probe.AUTO && mute)) {
      datagram.listener().sendRaw(datagram.remote(), PING);
      later();
      return;
    }
    query =
        edge.stun()
            .ask(
                datagram,
                new StunClient.Answer() {
                  @Override
                  public void mapped(InetSocketAddress address) {
                    answered(datagram, address);
                  }

                  @Override
                  public void none(String reason) {
                    unanswered(reason);
                  }
                });
  }

  private void answered(DatagramFlow datagram, InetSocketAddress address) {
    query = null;
    answers = true;
    var before = seenAt != null ? seenAt : datagram.listener().shownTo(datagram.remote());
    seenAt = address;
    edge.publicAddress().mapped(datagram, address);
    later();
    if (!before.equals(address)) {
      listener.moved(datagram, address);
    }
  }

  private void unanswered(String reason) {
    query = null;
    if (over) {
      return;
    }
    if (answers) {
      edge.counters().keepAlive.flowsFailed++;
      stop();
      listener.flowFailed(flow, reason);
    } else {
      // Tolerance: many a registrar knows no STUN; its silence says nothing about the flow.
      mute = true;
      later();
    }
  }

  private void ping(StreamFlow stream) {
    if (stream.established() && stream.ping()) {
      edge.counters().keepAlive.pings++;
      stream.onPong(this::ponged);
      cancel(patience);
      patience = edge.network().loop().after(terms.policy().pongWithin(), () -> unponged(stream));
    }
    later();
  }

  private void ponged() {
    answers = true;
    cancel(patience);
    patience = null;
  }

  private void unponged(StreamFlow stream) {
    patience = null;
    // Tolerance: a peer that has never answered a ping may not know pings.
    if (answers) {
      edge.counters().keepAlive.flowsFailed++;
      stop();
      stream.giveUp("no answer to a ping within " + terms.policy().pongWithin().toSeconds() + " s");
    }
  }

  @Override
  public String toString() {
    return "keep-alive of " + flow;
  }
}
