package org.offhook.dns;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.net.TransportKind;

/** What the transports of an endpoint can do; asked while locating (RFC 3263 §4.1, RFC 7984 §4). */
public interface Reach {

  /** UDP and TCP, to everywhere. */
  Reach PLAIN =
      new Reach() {
        @Override
        public @Nullable String fault(TransportKind kind) {
          return kind == TransportKind.UDP || kind == TransportKind.TCP
              ? null
              : "transport " + kind.label() + " is not spoken by this endpoint";
        }

        @Override
        public boolean listens(TransportKind kind) {
          return fault(kind) == null;
        }

        @Override
        public boolean reaches(TransportKind kind, InetAddress address) {
          return true;
        }
      };

  /** Why requests cannot be sent by this transport; null if they can. */
  @Nullable String fault(TransportKind kind);

  /** Whether others are taken by this transport. */
  boolean listens(TransportKind kind);

  /** Whether there is a socket and a route of the address's family. */
  boolean reaches(TransportKind kind, InetAddress address);
}
