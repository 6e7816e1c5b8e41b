package org.offhook.transaction;

import org.offhook.loop.Frequency;
import org.offhook.loop.TimeSource;

/** What happened to transactions so far. Read on the loop. */
public final class TransactionCounters {

  final Frequency clientsBegun;
  final Frequency serversBegun;
  long retransmissions;
  long strayResponses;
  long refused;
  long refusedForTotal;
  long refusedForSource;
  long faults;

  TransactionCounters(TimeSource time) {
    clientsBegun = new Frequency(time);
    serversBegun = new Frequency(time);
  }

  /** Client transactions begun. */
  public Frequency clientsBegun() {
    return clientsBegun;
  }

  /** Server transactions begun. */
  public Frequency serversBegun() {
    return serversBegun;
  }

  /** Requests and responses that transactions repeated. */
  public long retransmissions() {
    return retransmissions;
  }

  /** Responses that belonged to no transaction and were dropped. */
  public long strayResponses() {
    return strayResponses;
  }

  /** Requests refused with 503 because of a limit. */
  public long refused() {
    return refused;
  }

  /** Those of them that found too many transactions of all kinds. */
  public long refusedForTotal() {
    return refusedForTotal;
  }

  /** Those of them whose source had too many without an answer. */
  public long refusedForSource() {
    return refusedForSource;
  }

  /** Exceptions thrown by users of transactions. */
  public long faults() {
    return faults;
  }
}
