package org.offhook.auth;

/** What a SIM makes of a challenge (3GPP TS 33.102 §6.3.3). */
public sealed interface AkaResult {

  /**
   * The network proved itself: the user's answer and the two keys.
   *
   * @param res 4 to 16 bytes, the one-time password
   * @param ck 16 bytes
   * @param ik 16 bytes
   */
  record Success(byte[] res, byte[] ck, byte[] ik) implements AkaResult {

    /** Shows no key. */
    @Override
    public String toString() {
      return "Success[hidden]";
    }
  }

  /**
   * The network is genuine, but its sequence number is not acceptable.
   *
   * @param auts 14 bytes from which the network learns the card's number
   */
  record SyncFailure(byte[] auts) implements AkaResult {}

  /** The challenge does not come from the user's network: nothing must be answered. */
  record MacFailure() implements AkaResult {}
}
