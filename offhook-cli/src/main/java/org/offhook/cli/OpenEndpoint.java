package org.offhook.cli;

import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;

/** An endpoint that a command started, with what is to be closed after it. */
record OpenEndpoint(Endpoint endpoint, @Nullable Trace trace) implements AutoCloseable {

  /** Ends calls and registrations, also when the command was told to stop. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    endpoint.close();
    if (trace != null) {
      trace.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
