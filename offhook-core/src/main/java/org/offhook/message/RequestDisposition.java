package org.offhook.message;

import java.util.List;

/**
 * How a caller wants servers to handle its request: Request-Disposition, RFC 3841 section 9.1.
 *
 * <p>Example: {@code RequestDisposition.of(call.request()).asks("no-fork")}.
 *
 * @param directives the words in order, in lower case, such as {@code no-fork} or {@code parallel}
 */
public record RequestDisposition(List<String> directives) {

  /** Keeps a copy in lower case. */
  public RequestDisposition {
    directives = directives.stream().map(Ascii::lower).toList();
  }

  /** What a message asks for; no directives if it asks for nothing. */
  public static RequestDisposition of(SipMessage message) {
    return new RequestDisposition(message.headers().all(HeaderName.REQUEST_DISPOSITION));
  }

  /** Whether this directive is among them, compared without case. */
  public boolean asks(String directive) {
    return directives.contains(Ascii.lower(directive));
  }

  /** The wire text. */
  @Override
  public String toString() {
    return String.join(", ", directives);
  }
}
