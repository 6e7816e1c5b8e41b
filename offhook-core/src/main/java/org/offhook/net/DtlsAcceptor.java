package org.offhook.net;

import org.jspecify.annotations.Nullable;

/** Takes the associations that peers open at a {@link DtlsServerPort}. */
@FunctionalInterface
public interface DtlsAcceptor {

  /**
   * A new association whose handshake is through; returns who takes its messages, or null to close
   * it at once.
   */
  @Nullable DtlsHandler accepted(DtlsAssociation association);
}
