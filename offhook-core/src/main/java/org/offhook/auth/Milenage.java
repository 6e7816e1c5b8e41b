package org.offhook.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Milenage algorithm set (3GPP TS 35.206 §4), a SIM in software for subscribers whose K and OP
 * are known.
 *
 * <p>{@link #authenticate} accepts a sequence number that is greater than the last one, and keeps
 * the greatest in memory. Used on one thread.
 *
 * <pre>{@code
 * Credentials.builder("001010000000001@ims.example.com")
 *     .realm("ims.example.com")
 *     .aka(Milenage.withOp(k, op))
 *     .build();
 * }</pre>
 */
public final class Milenage implements AkaFunction {

  private static final int BLOCK = 16;
  private static final int SQN = 6;
  private static final byte[] RESYNC_AMF = {0, 0};

  private final byte[] key;
  private final byte[] opc;
  private long lastSqn = -1;

  private Milenage(byte[] key, byte[] opc) {
    this.key = checked(key, "K", BLOCK);
    this.opc = checked(opc, "OPc", BLOCK);
  }

  /** From the subscriber's key and the operator's value OP, 16 bytes each. */
  public static Milenage withOp(byte[] key, byte[] op) {
    byte[] encrypted = encrypt(checked(key, "K", BLOCK), checked(op, "OP", BLOCK));
    return new Milenage(key, xor(encrypted, op));
  }

  /** From the subscriber's key and the value OPc derived for it, 16 bytes each. */
  public static Milenage withOpc(byte[] key, byte[] opc) {
    return new Milenage(key, opc);
  }

  @Override
  public AkaResult authenticate(byte[] rand, byte[] autn) {
    checked(rand, "RAND", BLOCK);
    checked(autn, "AUTN", BLOCK);
    byte[] sqn = xor(Arrays.copyOf(autn, SQN), anonymityKey(rand));
    byte[] amf = Arrays.copyOfRange(autn, SQN, SQN + 2);
    byte[] mac = Arrays.copyOfRange(autn, SQN + 2, BLOCK);
    if (!MessageDigest.isEqual(networkMac(rand, sqn, amf), mac)) {
      return new AkaResult.MacFailure();
    }
    if (number(sqn) <= lastSqn) {
      return new AkaResult.SyncFailure(auts(rand));
    }
    lastSqn = number(sqn);
    return new AkaResult.Success(response(rand), cipherKey(rand), integrityKey(rand));
  }

  /** The AUTN that a network with this key sends, for tests and laboratories. */
  public byte[] autn(byte[] rand, byte[] sqn, byte[] amf) {
    byte[] hidden = xor(checked(sqn, "SQN", SQN), anonymityKey(rand));
    return join(hidden, checked(amf, "AMF", 2), networkMac(rand, sqn, amf));
  }

  /** f1. */
  byte[] networkMac(byte[] rand, byte[] sqn, byte[] amf) {
    return Arrays.copyOf(out1(rand, sqn, amf), 8);
  }

  /** f1*. */
  byte[] resyncMac(byte[] rand, byte[] sqn, byte[] amf) {
    return Arrays.copyOfRange(out1(rand, sqn, amf), 8, BLOCK);
  }

  /** f2. */
  byte[] response(byte[] rand) {
    return Arrays.copyOfRange(out(rand, 0, 1), 8, BLOCK);
  }

  /** f3. */
  byte[] cipherKey(byte[] rand) {
    return out(rand, 4, 2);
  }

  /** f4. */
  byte[] integrityKey(byte[] rand) {
    return out(rand, 8, 4);
  }

  /** f5. */
  byte[] anonymityKey(byte[] rand) {
    return Arrays.copyOf(out(rand, 0, 1), SQN);
  }

  /** f5*. */
  byte[] resyncAnonymityKey(byte[] rand) {
    return Arrays.copyOf(out(rand, 12, 8), SQN);
  }

  byte[] opc() {
    return opc.clone();
  }

  private byte[] auts(byte[] rand) {
    byte[] sqn = new byte[SQN];
    for (int i = 0; i < SQN; i++) {
      sqn[i] = (byte) (lastSqn >>> (8 * (SQN - 1 - i)));
    }
    byte[] hidden = xor(sqn, resyncAnonymityKey(rand));
    return join(hidden, resyncMac(rand, sqn, RESYNC_AMF));
  }

  private byte[] temp(byte[] rand) {
    return encrypt(key, xor(checked(rand, "RAND", BLOCK), opc));
  }

  private byte[] out1(byte[] rand, byte[] sqn, byte[] amf) {
    byte[] in1 = join(sqn, amf, sqn, amf);
    byte[] rotated = rotate(xor(in1, opc), 8);
    return xor(encrypt(key, xor(temp(rand), rotated)), opc);
  }

  private byte[] out(byte[] rand, int rotation, int constant) {
    byte[] mixed = rotate(xor(temp(rand), opc), rotation);
    mixed[BLOCK - 1] ^= (byte) constant;
    return xor(encrypt(key, mixed), opc);
  }

  private static byte[] rotate(byte[] block, int bytes) {
    byte[] rotated = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      rotated[i] = block[(i + bytes) % BLOCK];
    }
    return rotated;
  }

  private static byte[] encrypt(byte[] key, byte[] block) {
    try {
      // One block of the bare cipher is what the standard asks for; there is no message to chain.
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no usable AES", e);
    }
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static long number(byte[] sqn) {
    long value = 0;
    for (byte b : sqn) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }

  private static byte[] checked(byte[] value, String name, int length) {
    if (value.length != length) {
      throw new IllegalArgumentException(name + " must have " + length + " bytes");
    }
    return value.clone();
  }
}
