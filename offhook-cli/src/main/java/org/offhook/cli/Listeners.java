package org.offhook.cli;

import org.offhook.transport.Listening;

/** The lines that say where a server can be reached. */
final class Listeners {

  private Listeners() {}

  static void tell(Report report, Listening one) {
    report.result(
        Json.event("listening")
            .put("transport", one.kind().label())
            .put("address", one.address().getAddress().getHostAddress())
            .put("port", one.address().getPort()),
        "listening on " + one);
  }
}
