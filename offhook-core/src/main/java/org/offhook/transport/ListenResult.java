package org.offhook.transport;

import java.util.List;

/** What became of a wish to listen. */
public sealed interface ListenResult {

  /** All wanted sockets are open; a wildcard address gives several. */
  record Opened(List<Listening> sockets) implements ListenResult {

    /** Keeps a copy. */
    public Opened {
      sockets = List.copyOf(sockets);
    }
  }

  /**
   * None is open.
   *
   * @param reason for people: which socket, why, what to do
   */
  record Refused(String reason) implements ListenResult {}
}
