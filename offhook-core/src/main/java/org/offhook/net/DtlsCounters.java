package org.offhook.net;

/** What one DTLS socket has counted since it was opened. Read on the loop. */
public final class DtlsCounters {

  long cookiesSent;
  long cookiesRefused;
  long begun;
  long finished;
  long failed;
  long displaced;
  long overloaded;
  long ignored;
  long replayed;
  long repeatedFlights;

  DtlsCounters() {}

  /** HelloVerifyRequests sent: peers asked to show that they receive at their address. */
  public long cookiesSent() {
    return cookiesSent;
  }

  /** Hellos with a cookie that does not belong to their address, or is too old. */
  public long cookiesRefused() {
    return cookiesRefused;
  }

  /** Handshakes begun: by this side, or by peers whose address was verified. */
  public long begun() {
    return begun;
  }

  /** Handshakes that succeeded. */
  public long finished() {
    return finished;
  }

  /** Handshakes that failed or took too long. */
  public long failed() {
    return failed;
  }

  /** Unfinished handshakes that were dropped for newer ones. */
  public long displaced() {
    return displaced;
  }

  /** Hellos that were not looked at because too many waited. */
  public long overloaded() {
    return overloaded;
  }

  /** Datagrams that belong to no association and begin none. */
  public long ignored() {
    return ignored;
  }

  /** Messages that arrived before, or too late to tell. */
  public long replayed() {
    return replayed;
  }

  /** Flights that were sent again. */
  public long repeatedFlights() {
    return repeatedFlights;
  }
}
