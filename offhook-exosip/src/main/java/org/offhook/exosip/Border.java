package org.offhook.exosip;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.HeaderRow;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/** What an edited request says beyond what the core writes in any case. */
final class Border {

  private static final Set<String> OWNED =
      Set.of(
          "Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Type", "Content-Length");

  private Border() {}

  static Set<String> ownedAnd(String... more) {
    return Stream.concat(OWNED.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  static List<HeaderRow> rows(@Nullable OsipMessage message) {
    return message == null ? List.of() : message.extraRows(OWNED);
  }

  /** Of a request that was drafted, what the application wrote into the draft. */
  static List<HeaderRow> rows(OsipMessage message, SipRequest draft) {
    return rows(message).stream()
        .filter(row -> !draft.headers().texts(row.name()).equals(message.headers(row.name())))
        .toList();
  }

  static @Nullable SessionDescription description(@Nullable OsipMessage message) {
    return SdpInfo.sdpOf(message);
  }

  static Status status(int code, int least) {
    if (code < least || code > 699) {
      throw OsipError.BADPARAMETER.exception(
          "status " + code + " is no answer; use " + least + " to 699");
    }
    return Status.of(code);
  }
}
