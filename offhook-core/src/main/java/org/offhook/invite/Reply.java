package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.UaSettings;

/**
 * What the application says in an answer to the INVITE: a status and extra rows, or a response that
 * it wrote itself. What the transaction lives by is written here in either case (RFC 3261
 * §8.2.6.2).
 *
 * @param rows beside those that belong into such an answer
 * @param written the response; null if it is written here
 */
public record Reply(Status status, List<HeaderField> rows, @Nullable SipResponse written) {

  private static final List<HeaderName<?>> COPIED =
      List.of(HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ);

  /** A status with extra rows. */
  public static Reply of(Status status, List<HeaderField> rows) {
    return new Reply(status, rows, null);
  }

  /** A response as it is, but for what it must have in common with the request. */
  public static Reply written(SipResponse response) {
    return new Reply(response.status(), List.of(), response);
  }

  /** Starts it, without the description that it may bring. */
  SipResponse.Builder begin(InboundRequest inbound) {
    var fresh = inbound.response(status);
    if (written == null) {
      return fresh;
    }
    var builder = written.toBuilder();
    var model = fresh.build().headers();
    for (var name : COPIED) {
      builder.remove(name).copy(model, name);
    }
    return SdpBody.of(written).readable().isPresent() ? builder.noBody() : builder;
  }

  /** Adds what this side can do, unless the application wrote the response. */
  void describe(SipResponse.Builder builder, UaSettings settings) {
    if (written == null) {
      SelfDescription.describe(builder, settings);
    }
  }

  /** Adds the extra rows. */
  void extend(SipResponse.Builder builder) {
    rows.forEach(row -> builder.raw(row.name(), row.value()));
  }
}
