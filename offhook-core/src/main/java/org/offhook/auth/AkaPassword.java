package org.offhook.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The one-time password that a SIM's answer gives: RFC 3310 §3.3, RFC 4169 §3. */
final class AkaPassword {

  private static final byte[] LABEL = "http-digest-akav2-password".getBytes(US_ASCII);

  private AkaPassword() {}

  /** RES itself, or in version 2 the base64 form of a hash that is keyed by RES, IK and CK. */
  static byte[] of(DigestAlgorithm algorithm, AkaResult.Success answer) {
    if (algorithm != DigestAlgorithm.AKAV2_MD5) {
      return answer.res();
    }
    try {
      var mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(key(answer.res(), answer.ik(), answer.ck()), "HmacMD5"));
      return Base64.getEncoder().encode(mac.doFinal(LABEL));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HmacMD5", e);
    }
  }

  private static byte[] key(byte[] res, byte[] ik, byte[] ck) {
    var key = new byte[res.length + ik.length + ck.length];
    System.arraycopy(res, 0, key, 0, res.length);
    System.arraycopy(ik, 0, key, res.length, ik.length);
    System.arraycopy(ck, 0, key, res.length + ik.length, ck.length);
    return key;
  }
}
