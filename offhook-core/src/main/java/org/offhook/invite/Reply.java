package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.UaSettings;
import org.offhook.ua.WrittenResponse;

/**
 * What the application says in an answer to the INVITE: a status and extra rows, or a response that
 * it wrote itself. What the transaction lives by is written here in either case (RFC 3261
 * §8.2.6.2).
 *
 * @param rows beside those that belong into such an answer
 * @param written the response; null if it is written here
 */
public record Reply(Status status, List<HeaderField> rows, @Nullable SipResponse written) {

  /** A status with extra rows. */
  public static Reply of(Status status, List<HeaderField> rows) {
    return new Reply(status, rows, null);
  }

  /** A response as it is, but for what it must have in common with the request. */
  public static Reply written(SipResponse response) {
    return new Reply(response.status(), List.of(), response);
  }

  /** Starts it, without the description that it may bring; one among other parts stays. */
  SipResponse.Builder begin(InboundRequest inbound) {
    return begin(inbound.response(status));
  }

  /** As {@link #begin(InboundRequest)}; {@code fresh} is such an answer. */
  SipResponse.Builder begin(SipResponse.Builder fresh) {
    if (written == null) {
      return fresh;
    }
    var builder = WrittenResponse.of(written, fresh.build());
    return SdpBody.isAlone(written) ? builder.noBody() : builder;
  }

  /** Adds the description, unless the application wrote it among other parts. */
  static void describe(SipResponse.Builder builder, SessionDescription description) {
    if (!builder.contains(HeaderName.CONTENT_TYPE)) {
      builder.body(MediaType.APPLICATION_SDP, description.toBytes());
    }
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
