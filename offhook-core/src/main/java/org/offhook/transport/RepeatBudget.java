package org.offhook.transport;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.TimeSource;
import org.offhook.net.SourceTable;

/**
 * How often answers, and requests to an address that a stranger named, are repeated by this side's
 * own timers to a UDP address that has not shown that it receives them: who forges the source or
 * the Contact of a request must not turn one datagram into many (RFC 3261 §26.3.2.4). An address is
 * proven where it knew what was sent to it alone. On the loop.
 */
public final class RepeatBudget {

  private static final int SOURCES = 10_000;

  /** How long a proof counts. */
  private static final long PROOF = Nanos.of(Duration.ofMinutes(10));

  private static final class Noted {
    final Tally repeats = new Tally();
    @Nullable Tally unasked;
    boolean proven;
    long provenAt;
  }

  /** What an address has got in the present window. */
  private static final class Tally {
    private long since;
    private long bytes;
    private int count;

    /** Begins a new window if the last one is over; whether nothing was sent in this one. */
    boolean isEmpty(long now, long within) {
      if (count > 0 && now - since >= within) {
        count = 0;
      }
      if (count == 0) {
        since = now;
        bytes = 0;
      }
      return count == 0;
    }

    boolean hasRoom(int size, Terms terms) {
      return count < terms.count() && bytes + size <= terms.bytes();
    }

    boolean add(int size) {
      count++;
      bytes += size;
      return true;
    }
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

  /** Repetitions, and requests at a stranger's wish, that were not sent, or not then. */
  public long held() {
    return held;
  }

  /** Whether an answer of this size may be repeated by this flow; if so, it counts. */
  public boolean allows(Flow flow, int bytes) {
    var noted = unproven(flow);
    if (noted == null) {
      return true;
    }
    noted.repeats.isEmpty(time.nanos(), Nanos.of(terms.within()));
    return noted.repeats.hasRoom(bytes, terms) ? noted.repeats.add(bytes) : hold();
  }

  /**
   * Whether a request of this size, whose address a stranger named, may leave for the first time by
   * this flow now; if so, it counts. Apart from repetitions, and one at a time in any case: who is
   * there answers it, and is proven.
   */
  public boolean allowsUnasked(Flow flow, int bytes) {
    var noted = unproven(flow);
    if (noted == null) {
      return true;
    }
    if (noted.unasked == null) {
      noted.unasked = new Tally();
    }
    boolean first = noted.unasked.isEmpty(time.nanos(), Nanos.of(terms.within()));
    boolean room = first || noted.unasked.hasRoom(bytes, terms);
    return room ? noted.unasked.add(bytes) : hold();
  }

  private boolean hold() {
    held++;
    return false;
  }

  /** What is noted of the other end; null if it has shown that it is there. */
  private @Nullable Noted unproven(Flow flow) {
    if (flow.isConnection()) {
      return null;
    }
    var noted = sources.of(flow.remote().getAddress());
    return noted.proven && time.nanos() - noted.provenAt < PROOF ? null : noted;
  }

  /** Who sends from there has received what was sent there. */
  public void proven(InetAddress address) {
    var noted = sources.of(address);
    noted.proven = true;
    noted.provenAt = time.nanos();
  }
}
