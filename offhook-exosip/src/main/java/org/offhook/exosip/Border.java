package org.offhook.exosip;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.HeaderRow;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/** What an edited message says beyond what the core writes by itself. */
final class Border {

  /** Rows that the core writes in requests and answers of a dialog. */
  private static final Set<String> OWNED =
      Set.of(
          "Via",
          "From",
          "To",
          "Call-ID",
          "CSeq",
          "Max-Forwards",
          "Contact",
          "Route",
          "Record-Route",
          "User-Agent",
          "Server",
          "Allow",
          "Supported",
          "Content-Type",
          "Content-Length");

  private Border() {}

  static List<HeaderRow> rows(@Nullable OsipMessage message) {
    return message == null ? List.of() : message.extraRows(OWNED);
  }

  static @Nullable SessionDescription description(@Nullable OsipMessage message) {
    return message == null ? null : SdpInfo.sdpOf(message);
  }

  static Status status(int code, int least) {
    if (code < least || code > 699) {
      throw OsipError.BADPARAMETER.exception(
          "status " + code + " is no answer; use " + least + " to 699");
    }
    return Status.of(code);
  }
}
