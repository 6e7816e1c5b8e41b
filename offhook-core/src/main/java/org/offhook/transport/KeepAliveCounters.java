package org.offhook.transport;

/** How often flows were pinged, and what came of it (RFC 5626 §4.4). Read on the loop. */
public final class KeepAliveCounters {

  long pings;
  long pongs;
  long stunSent;
  long stunAnswered;
  long flowsFailed;

  KeepAliveCounters() {}

  /** Keep-alives sent, of whatever kind. */
  public long pings() {
    return pings;
  }

  /** Answers to pings on connections. */
  public long pongs() {
    return pongs;
  }

  /** STUN requests sent, repetitions included. */
  public long stunSent() {
    return stunSent;
  }

  /** STUN requests of peers that were answered. */
  public long stunAnswered() {
    return stunAnswered;
  }

  /** Flows that were found dead by their keep-alive. */
  public long flowsFailed() {
    return flowsFailed;
  }
}
