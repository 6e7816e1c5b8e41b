package org.offhook.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * Random bits of one SSLContext: first those that follow from a secret, so that the secret of its
 * cookies (RFC 6347 §4.2.1) does; after {@link #unpredictable} real ones, before there is any key.
 */
final class DtlsRandom extends SecureRandom {

  private static final long serialVersionUID = 1L;

  private static final SecureRandom REAL = new SecureRandom();

  private final Bits bits;

  DtlsRandom(byte[] secret) {
    this(new Bits(secret));
  }

  @SuppressWarnings("NullAway") // a generator of no provider is allowed
  private DtlsRandom(Bits bits) {
    super(bits, null);
    this.bits = bits;
  }

  /** From now on real random bits. */
  void unpredictable() {
    bits.real = true;
  }

  @Override
  public String getAlgorithm() {
    return "DtlsRandom";
  }

  private static final class Bits extends SecureRandomSpi {

    private static final long serialVersionUID = 1L;

    private final byte[] secret;
    private volatile boolean real;
    private byte counter;

    Bits(byte[] secret) {
      this.secret = secret;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] bytes) {
      if (real) {
        REAL.nextBytes(bytes);
        return;
      }
      try {
        var hash = MessageDigest.getInstance("SHA-256");
        for (int at = 0; at < bytes.length; ) {
          hash.update(secret);
          hash.update(counter++);
          var block = hash.digest();
          int length = Math.min(block.length, bytes.length - at);
          System.arraycopy(block, 0, bytes, at, length);
          at += length;
        }
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no SHA-256", e);
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      return REAL.generateSeed(length);
    }
  }
}
