package org.offhook.transport;

import java.net.InetAddress;
import java.time.Duration;
import org.offhook.loop.Nanos;
import org.offhook.loop.TimeSource;
import org.offhook.net.SourceTable;

/**
 * How often answers are repeated, by this side's own timers, to a UDP address that has not shown
 * that it receives them: who forges the source of a request must not turn one datagram into many
 * (RFC 3261 §26.3.2.4). An address is proven where it knew what was sent to it alone. On the loop.
 */
public final class RepeatBudget {

  private static final int SOURCES = 10_000;

  /** How long a proof counts. */
  private static final long PROOF = Nanos.of(Duration.ofMinutes(10));

  private static final class Noted {
    boolean proven;
    long provenAt;
    long since;
    long bytes;
    int count;
  }

  private final TimeSource time;
  private final SourceTable<Noted> sources = new SourceTable<>(SOURCES, Noted::new);
  private Terms terms = Terms.DEFAULT;
  private long held;

  /**
   * What an address that is not proven may get.
   *
   * @param count repetitions
   * @param bytes of all of them
   * @param within in which time
   */
  public record Terms(int count, long bytes, Duration within) {

    /** 64 repetitions, 65,536 bytes, in 32 s. */
    public static final Terms DEFAULT = new Terms(64, 65_536, Duration.ofSeconds(32));
  }

  RepeatBudget(TimeSource time) {
    this.time = time;
  }

  /** Other terms, from now on. */
  public void terms(Terms changed) {
    terms = changed;
  }

  /** Repetitions that were not sent. */
  public long held() {
    return held;
  }

  /** Whether an answer of this size may be repeated by this flow; if so, it counts. */
  public boolean allows(Flow flow, int bytes) {
    if (flow.isConnection()) {
      return true;
    }
    long now = time.nanos();
    var noted = sources.of(flow.remote().getAddress());
    if (noted.proven && now - noted.provenAt < PROOF) {
      return true;
    }
    if (noted.count == 0 || now - noted.since >= Nanos.of(terms.within())) {
      noted.since = now;
      noted.bytes = 0;
      noted.count = 0;
    }
    if (noted.count >= terms.count() || noted.bytes + bytes > terms.bytes()) {
      held++;
      return false;
    }
    noted.count++;
    noted.bytes += bytes;
    return true;
  }

  /** Who sends from there has received what was sent there. */
  public void proven(InetAddress address) {
    var noted = sources.of(address);
    noted.proven = true;
    noted.provenAt = time.nanos();
  }
}
