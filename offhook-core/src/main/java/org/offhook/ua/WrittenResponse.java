package org.offhook.ua;

import java.util.List;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;

/** A response that the application wrote, made an answer to its request: RFC 3261 §8.2.6.2. */
public final class WrittenResponse {

  private static final List<HeaderName<?>> COPIED =
      List.of(HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ);

  private WrittenResponse() {}

  /**
   * As it was written, but for what it must have in common with the request.
   *
   * @param fresh an answer to the request, which has that
   */
  public static SipResponse.Builder of(SipResponse written, SipResponse fresh) {
    var builder = written.toBuilder();
    for (var name : COPIED) {
      builder.remove(name).copy(fresh.headers(), name);
    }
    return builder;
  }
}
