package org.offhook.server;

import java.util.List;
import java.util.stream.Stream;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * One member of the target set of a request (RFC 3261 §16.5).
 *
 * @param uri its Request-URI
 * @param path routes on the way to it (RFC 3327)
 */
record Target(Uri uri, List<NameAddr> path) {

  static Target of(Uri uri) {
    return new Target(uri, List.of());
  }

  /** None for a contact that no SIP request can be sent to. */
  static Stream<Target> of(StoredBinding binding) {
    return binding.contact().uri() instanceof SipUri sip
        ? Stream.of(new Target(sip, binding.origin().path()))
        : Stream.of();
  }
}
