package org.offhook.ua;

/** Serves requests outside dialogs that passed the {@link RequestGate} (RFC 3261 §8.2). */
@FunctionalInterface
public interface RequestHandler {

  /** Serves one request; it must be answered sooner or later. */
  void request(InboundRequest request);
}
