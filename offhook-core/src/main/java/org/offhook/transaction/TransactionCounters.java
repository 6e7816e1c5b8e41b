package org.offhook.transaction;

/** What happened to transactions so far. Read on the loop. */
public final class TransactionCounters {

  long clientsBegun;
  long serversBegun;
  long retransmissions;
  long strayResponses;
  long refused;
  long refusedForTotal;
  long refusedForSource;
  long faults;

  TransactionCounters() {}

  /** Client transactions begun. */
  public long clientsBegun() {
    return clientsBegun;
  }

  /** Server transactions begun. */
  public long serversBegun() {
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
