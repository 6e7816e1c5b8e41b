package org.offhook.net;

import java.io.Serial;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Why a peer's certificate is not believed, in words for people. */
final class CertificateFault extends CertificateException {

  @Serial private static final long serialVersionUID = 1L;

  CertificateFault(String reason) {
    super(reason);
  }

  /** The reason in what a TLS engine threw; null if it is something else. */
  static @Nullable String in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateFault fault) {
        return fault.getMessage();
      }
    }
    return null;
  }
}
