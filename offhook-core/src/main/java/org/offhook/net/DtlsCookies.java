package org.offhook.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Cookies that prove that a peer receives at its address (RFC 6347 §4.2.1), without a state for
 * each peer.
 *
 * <p>The cookie of the JDK's engine is a hash of the hello and of a secret that the {@code
 * SSLContext} draws when it needs it; the peer's address is not in it. So each hello is given to a
 * context of its own whose first random bits are derived from the address: the same address gets
 * the same secret, and a cookie is worthless anywhere else. When the engine has accepted its own
 * cookie, the context goes on with real random bits.
 *
 * <p>Thread rule: {@link #secrets} on the loop, {@link #check} on any thread.
 */
final class DtlsCookies {

  private static final long ROTATION = 300_000_000_000L;
  private static final long GRACE = 60_000_000_000L;
  private static final String MAC = "HmacSHA256";
  private static final int KEY = 32;
  private static final int LONGEST_RECORD = 17 << 10;

  /** Before the cookie: header of record and message, the version, the cookie's length. */
  private static final int COOKIE_AT = DtlsRecord.HEADER + 12 + 2 + 1;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What a hello is answered. */
  sealed interface Verdict {

    /** The address is not verified: the HelloVerifyRequest, which is shorter than the hello. */
    final class Ask implements Verdict {

      private final byte[] answer;
      private final boolean hadCookie;

      private Ask(byte[] answer, boolean hadCookie) {
        this.answer = answer;
        this.hadCookie = hadCookie;
      }

      byte[] answer() {
        return answer;
      }

      /** Whether the hello had a cookie, which is a wrong one. */
      boolean hadCookie() {
        return hadCookie;
      }
    }

    /** The address is verified: the session, whose engine expects the hello. */
    record Verified(TlsSession session) implements Verdict {}

    /** It is not understood, or nobody can be answered. */
    record Drop(String reason) implements Verdict {}
  }

  private final DtlsWire wire;
  private byte[] key;
  private byte @Nullable [] keyBefore;
  private long keySince;

  DtlsCookies(DtlsWire wire) {
    this.wire = wire;
    key = newKey();
    keySince = wire.nanos();
  }

  private byte[] newKey() {
    var bytes = new byte[KEY];
    wire.network().loop().random().nextBytes(bytes);
    return bytes;
  }

  /** The secrets of an address: the one for new cookies; also the one before, shortly after. */
  List<byte[]> secrets(InetSocketAddress address) {
    long age = wire.nanos() - keySince;
    if (age > ROTATION) {
      keyBefore = age > ROTATION + GRACE ? null : key;
      key = newKey();
      keySince = wire.nanos();
    } else if (age > GRACE) {
      keyBefore = null;
    }
    return keyBefore == null
        ? List.of(secret(key, address))
        : List.of(secret(key, address), secret(keyBefore, address));
  }

  private static byte[] secret(byte[] key, InetSocketAddress address) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      mac.update(address.getAddress().getAddress());
      mac.update((byte) (address.getPort() >> 8));
      return mac.doFinal(new byte[] {(byte) address.getPort()});
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + MAC, e);
    }
  }

  /** Compares the cookie of a hello with the one that its address must show. */
  Verdict check(DtlsHello hello, InetSocketAddress peer, List<byte[]> secrets, Instant now) {
    Verdict ask = new Verdict.Drop("no secret");
    try {
      for (var secret : secrets) {
        var random = new DtlsRandom(secret);
        var session = wire.tls().context().accepting(peer, random, now);
        var request = verifyRequest(session.engine(), hello);
        if (request == null) {
          return new Verdict.Drop("the hello is not understood");
        }
        if (Arrays.equals(hello.cookie(), Arrays.copyOfRange(request, COOKIE_AT, request.length))) {
          random.unpredictable();
          return new Verdict.Verified(session);
        }
        if (ask instanceof Verdict.Drop) {
          ask = new Verdict.Ask(request, hello.cookie().length > 0);
        }
      }
      return ask;
    } catch (TlsException e) {
      return new Verdict.Drop(String.valueOf(e.getMessage()));
    }
  }

  /** What the engine answers the hello without a cookie. */
  private static byte @Nullable [] verifyRequest(SSLEngine engine, DtlsHello hello) {
    try {
      engine.beginHandshake();
      engine.unwrap(ByteBuffer.wrap(hello.withoutCookie()), ByteBuffer.allocate(LONGEST_RECORD));
      for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
        task.run();
      }
      if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
        return null;
      }
      var out = ByteBuffer.allocate(LONGEST_RECORD);
      engine.wrap(NOTHING, out);
      var request = Arrays.copyOf(out.array(), out.position());
      return request.length > COOKIE_AT && request[DtlsRecord.HEADER] == 3 ? request : null;
    } catch (SSLException e) {
      return null;
    }
  }
}
