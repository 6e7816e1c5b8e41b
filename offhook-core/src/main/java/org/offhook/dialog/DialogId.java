package org.offhook.dialog;

/**
 * What identifies a dialog at one of its ends: RFC 3261 §12. All three parts are compared byte by
 * byte.
 *
 * @param callId the Call-ID of every message of the dialog
 * @param localTag this side's tag: in From of what is sent, in To of what arrives
 * @param remoteTag the peer's tag; empty if the peer sent none (RFC 2543)
 */
public record DialogId(String callId, String localTag, String remoteTag) {

  /** The same dialog as its other end identifies it. */
  public DialogId otherEnd() {
    return new DialogId(callId, /* localTag= */ remoteTag, /* remoteTag= */ localTag);
  }
}
