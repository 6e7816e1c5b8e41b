package org.offhook.exosip;

import org.jspecify.annotations.Nullable;

/** The messages of an event; the event owns them. */
record EventMessages(
    @Nullable OsipMessage request, @Nullable OsipMessage response, @Nullable OsipMessage ack) {

  static final EventMessages NONE = new EventMessages(null, null, null);

  static EventMessages request(OsipMessage request) {
    return new EventMessages(request, null, null);
  }

  void dispose() {
    dispose(request);
    dispose(response);
    dispose(ack);
  }

  private static void dispose(@Nullable OsipMessage message) {
    if (message != null) {
      message.dispose();
    }
  }
}
