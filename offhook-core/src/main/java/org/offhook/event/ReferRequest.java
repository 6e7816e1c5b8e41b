package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.TargetDialog;

/**
 * What a REFER says beside the fields of every request: RFC 3515 §2.1, RFC 3892 §3, RFC 4488 §4,
 * RFC 4538 §7. A value; any thread.
 *
 * @param referTo where the peer shall turn
 * @param referredBy who asks for it; null says nothing
 * @param reported whether this side wants to hear how it goes
 * @param targetDialog the dialog that proves the right to ask; null inside that dialog
 * @param rows more header rows
 */
public record ReferRequest(
    NameAddr referTo,
    @Nullable NameAddr referredBy,
    boolean reported,
    @Nullable TargetDialog targetDialog,
    List<HeaderField> rows) {

  private static final ParameterizedToken FALSE = ParameterizedToken.of("false");

  /** Keeps a copy of the rows. */
  public ReferRequest {
    rows = List.copyOf(rows);
  }

  /** Writes it into a REFER. */
  public SipRequest.Builder applyTo(SipRequest.Builder refer) {
    refer.set(HeaderName.REFER_TO, referTo);
    if (referredBy != null) {
      refer.set(HeaderName.REFERRED_BY, referredBy);
    }
    if (!reported) {
      refer.set(HeaderName.REFER_SUB, FALSE);
      refer.add(HeaderName.SUPPORTED, "norefersub");
    }
    if (targetDialog != null) {
      refer.set(HeaderName.TARGET_DIALOG, targetDialog);
      refer.add(HeaderName.REQUIRE, "tdialog");
    }
    refer.replace(rows);
    return refer;
  }

  /** Whether a REFER, or its answer, says that there shall be no subscription. */
  static boolean saysFalse(SipMessage message) {
    return message
        .headers()
        .get(HeaderName.REFER_SUB)
        .filter(value -> value.is("false"))
        .isPresent();
  }
}
