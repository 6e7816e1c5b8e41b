package org.offhook.message;

/**
 * The dialog that proves a right to send a request: RFC 4538 section 7.
 *
 * @param localTag the tag of who receives the request
 * @param remoteTag the tag of who sends it
 */
public record TargetDialog(String callId, String localTag, String remoteTag, Parameters params) {
  /** Checks that Call-ID and tags fit their places. */
  public TargetDialog {
    CallIdText.checked(callId);
    Ascii.checkedToken("local-tag", localTag);
    Ascii.checkedToken("remote-tag", remoteTag);
    params = params.as(false);
  }

  static TargetDialog read(Cursor in) {
    in.skipSpace();
    String callId = CallIdText.read(in);
    Parameters all = Parameters.readHeader(in);
    String local = all.value("local-tag");
    String remote = all.value("remote-tag");
    if (local == null || remote == null || !Ascii.isToken(local) || !Ascii.isToken(remote)) {
      throw in.fault("local-tag and remote-tag expected");
    }
    return new TargetDialog(callId, local, remote, all.without("local-tag").without("remote-tag"));
  }

  void writeTo(WireWriter out) {
    out.put(callId).put(";local-tag=").put(localTag).put(";remote-tag=").put(remoteTag);
    params.writeTo(out);
  }

  /** The wire text. */
  @Override
  public String toString() {
    return WireWriter.textOf(this::writeTo);
  }
}
