package org.offhook.auth;

/** What a SIM makes of a challenge (3GPP TS 33.102 §6.3.3). */
public sealed interface AkaResult {

  /** The network proved itself: the user's answer and the two keys. */
  final class Success implements AkaResult {

    private final byte[] res;
    private final byte[] ck;
    private final byte[] ik;

    /**
     * An answer.
     *
     * @param res 4 to 16 bytes, the one-time password
     * @param ck the cipher key, 16 bytes
     * @param ik the integrity key, 16 bytes
     */
    public Success(byte[] res, byte[] ck, byte[] ik) {
      this.res = res.clone();
      this.ck = ck.clone();
      this.ik = ik.clone();
    }

    /** RES, the one-time password. */
    public byte[] res() {
      return res.clone();
    }

    /** The cipher key. */
    public byte[] ck() {
      return ck.clone();
    }

    /** The integrity key. */
    public byte[] ik() {
      return ik.clone();
    }

    /** Shows no key. */
    @Override
    public String toString() {
      return "Success[hidden]";
    }
  }

  /** The network is genuine, but its sequence number is not acceptable. */
  final class SyncFailure implements AkaResult {

    private final byte[] auts;

    /**
     * A request to synchronise.
     *
     * @param auts 14 bytes from which the network learns the card's number
     */
    public SyncFailure(byte[] auts) {
      this.auts = auts.clone();
    }

    /** AUTS. */
    public byte[] auts() {
      return auts.clone();
    }
  }

  /** The challenge does not come from the user's network: nothing must be answered. */
  record MacFailure() implements AkaResult {}
}
