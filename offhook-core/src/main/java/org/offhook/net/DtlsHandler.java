package org.offhook.net;

/** Takes what happens on a {@link DtlsAssociation}. */
public interface DtlsHandler {

  /** The handshake is through: messages can be sent. */
  default void opened(DtlsAssociation association) {}

  /** A message arrived: the content of one record; {@code message} is the receiver's to keep. */
  void received(DtlsAssociation association, byte[] message);

  /**
   * The association is gone, or its handshake failed; the last callback. Not called after this
   * side's own {@link DtlsAssociation#close}.
   *
   * @param reason for people
   */
  void closed(DtlsAssociation association, String reason);
}
