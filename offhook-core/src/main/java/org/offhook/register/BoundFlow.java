package org.offhook.register;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;
import org.offhook.transport.FlowUser;
import org.offhook.transport.KeepAlive;
import org.offhook.transport.TransportLayer;

/**
 * The flow that a registration lives on: it is kept open and alive, and its end is noticed (RFC
 * 5626 §4.2.1, §4.4, RFC 6223 §4.3).
 */
final class BoundFlow implements FlowUser, KeepAlive.Listener {

  /** Is told what becomes of the flow. */
  interface Owner {

    /** It is gone, or dead. */
    void flowLost(String reason);

    /** A NAT has moved the binding. */
    void moved();
  }

  private static final long CORRECT_EVERY = 60_000_000_000L;
  private static final long NEVER = Long.MIN_VALUE;

  private final TransportLayer transport;
  private final Owner owner;
  private @Nullable Flow flow;
  private @Nullable KeepAlive keeping;
  private KeepAlive.@Nullable Terms terms;
  private long correctedAt = NEVER;
  private @Nullable TimerHandle correction;

  BoundFlow(TransportLayer transport, Owner owner) {
    this.transport = transport;
    this.owner = owner;
  }

  /** The flow; null while nothing is bound. */
  @Nullable Flow flow() {
    return flow;
  }

  /**
   * The registrar took the bindings over this flow.
   *
   * @param pings whether it may be kept alive at all
   */
  void bind(Flow by, SipResponse response, boolean outbound, boolean pings) {
    var agreed = terms(response, outbound);
    var wanted = pings && isKept(by, agreed) ? agreed : null;
    if (flow == by && Objects.equals(terms, wanted)) {
      return;
    }
    if (by.kind().reliable() && flow != by) {
      // Behind a NAT each connection has a port of its own: only the answer on it can tell.
      correctedAt = NEVER;
    }
    unbind();
    flow = by;
    by.join(this);
    terms = wanted;
    if (wanted != null) {
      keeping = transport.keepAlive(by, wanted, this);
    }
  }

  private boolean isKept(Flow by, KeepAlive.Terms agreed) {
    return switch (agreed.policy().when()) {
      case ALWAYS -> true;
      case ASKED -> agreed.agreed();
      case BEYOND_SUBNET ->
          agreed.agreed() || !transport.isDirectlyAttached(by.remote().getAddress());
    };
  }

  private KeepAlive.Terms terms(SipResponse response, boolean outbound) {
    var policy = transport.publicAddress().policy().keepAlive();
    var timer = response.headers().get(HeaderName.FLOW_TIMER).orElse(0L);
    if (outbound && timer > 0) {
      return new KeepAlive.Terms(policy, Duration.ofSeconds(timer), true);
    }
    // A peer that does not know "keep" copies it without a value (RFC 6223 §4.3).
    var keep = response.topVia().params().number("keep");
    var named =
        keep.isPresent() && keep.getAsInt() > 0 ? Duration.ofSeconds(keep.getAsInt()) : null;
    return new KeepAlive.Terms(policy, named, outbound || keep.isPresent());
  }

  /**
   * The registrar sees another address than was bound. That is mended, but at most once a minute:
   * whether now; else {@code later} is run when the minute is over.
   */
  boolean mayCorrect(Runnable later) {
    var loop = transport.loop();
    long now = loop.time().nanos();
    if (correctedAt == NEVER || now - correctedAt >= CORRECT_EVERY) {
      correctedAt = now;
      return true;
    }
    if (correction == null) {
      correction =
          loop.after(
              correctedAt + CORRECT_EVERY - now,
              () -> {
                correction = null;
                later.run();
              });
    }
    return false;
  }

  /** Nothing is bound there any more. */
  void unbind() {
    if (correction != null) {
      correction.cancel();
      correction = null;
    }
    if (keeping != null) {
      keeping.stop();
      keeping = null;
    }
    if (flow != null) {
      flow.leave(this);
      flow = null;
    }
    terms = null;
  }

  @Override
  public void flowLost(Flow lost, String reason) {
    if (flow == lost || (flow != null && flow.remote().equals(lost.remote()))) {
      unbind();
      owner.flowLost(reason);
    }
  }

  @Override
  public void flowFailed(Flow dead, String reason) {
    flowLost(dead, reason);
  }

  @Override
  public void moved(Flow by, InetSocketAddress now) {
    owner.moved();
  }
}
