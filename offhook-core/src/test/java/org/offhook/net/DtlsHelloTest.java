package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** ClientHellos of the JDK, whole and broken (RFC 6347 §4.2.1). */
class DtlsHelloTest {

  private final byte[] first;

  DtlsHelloTest() throws Exception {
    var context = SSLContext.getInstance("DTLS");
    context.init(null, null, null);
    var engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    engine.beginHandshake();
    var out = ByteBuffer.allocate(20_000);
    engine.wrap(ByteBuffer.allocate(0), out);
    first = Arrays.copyOf(out.array(), out.position());
  }

  /** The second hello: message 1, with a cookie. */
  private byte[] withCookie(byte[] cookie) {
    int at = 13 + 12 + 2 + 32 + 1;
    var out = ByteBuffer.allocate(first.length + cookie.length);
    out.put(first, 0, at).put((byte) cookie.length).put(cookie);
    out.put(first, at + 1, first.length - at - 1);
    short body = (short) (first.length + cookie.length - 25);
    out.put(10, (byte) 1).putShort(11, (short) (body + 12)).putShort(15, body);
    out.putShort(17, (short) 1).putShort(23, body);
    return out.array();
  }

  private static DtlsHello read(byte[] datagram) {
    return Objects.requireNonNull(DtlsHello.parse(datagram));
  }

  @Test
  void bothHellosAreTheSameWithoutTheCookie() {
    var cookie = new byte[32];
    new Random(1).nextBytes(cookie);
    var one = read(first);
    var two = read(withCookie(cookie));
    assertThat(one.cookie()).isEmpty();
    assertThat(two.cookie()).isEqualTo(cookie);
    assertThat(two.withoutCookie()).isEqualTo(one.withoutCookie());
    assertThat(read(one.withoutCookie()).withoutCookie()).isEqualTo(one.withoutCookie());
    assertThat(one.repeats(two)).isFalse();
    assertThat(two.repeats(read(withCookie(cookie)))).isTrue();
  }

  @Test
  void aCookieInTheFirstMessageIsNone() {
    var odd = withCookie(new byte[32]);
    odd[18] = 0;
    assertThat(read(odd).cookie()).isEmpty();
  }

  @Test
  void theFirstFragmentIsEnoughIfItHasWhatTheCookieDependsOn() {
    var hello = withCookie(new byte[32]);
    var whole = read(hello);
    int needed = whole.withoutCookie().length + 32;
    for (int length = 13 + 12; length < hello.length; length++) {
      var cut = Arrays.copyOf(hello, length);
      ByteBuffer.wrap(cut).putShort(11, (short) (length - 13)).putShort(23, (short) (length - 25));
      var parsed = DtlsHello.parse(cut);
      if (length < needed) {
        assertThat(parsed).as("%d bytes", length).isNull();
      } else {
        assertThat(Objects.requireNonNull(parsed).withoutCookie())
            .as("%d bytes", length)
            .isEqualTo(whole.withoutCookie());
      }
    }
  }

  @Test
  void everythingElseIsNoHelloAndNoFault() {
    var random = new Random(2);
    for (int round = 0; round < 50_000; round++) {
      var broken = random.nextBoolean() ? first.clone() : withCookie(new byte[32]);
      for (int i = random.nextInt(4); i >= 0; i--) {
        broken[random.nextInt(Math.min(broken.length, 120))] = (byte) random.nextInt();
      }
      var parsed = DtlsHello.parse(Arrays.copyOf(broken, random.nextInt(broken.length + 1)));
      if (parsed != null) {
        assertThat(parsed.withoutCookie()).hasSizeLessThan(broken.length);
      }
    }
    for (int at : new int[] {0, 1, 4, 13, 19, 20, 21}) {
      var other = first.clone();
      other[at] ^= 0x55;
      assertThat(DtlsHello.parse(other)).as("byte %d", at).isNull();
    }
  }
}
