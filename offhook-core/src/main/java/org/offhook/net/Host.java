package org.offhook.net;

/** The machine that endpoints live on: {@link SystemHost} is this one, others are simulated. */
public interface Host {

  /**
   * Starts a loop with its own sockets for one endpoint. Any thread.
   *
   * @param name names the loop's thread
   */
  Network attach(String name);
}
