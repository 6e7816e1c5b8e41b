package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.loop.SecureBits;
import org.offhook.ua.UaBench;

/** Identifiers are unique and nobody guesses them: RFC 3261 §8.1.1.4, §19.3. */
class IdentifiersTest {

  private static final int MANY = 200_000;

  private final UaBench ua = new UaBench();

  @AfterEach
  void close() {
    ua.close();
  }

  /** Takes many, whose first 64 bits all differ; the number of bits that are ever set or not. */
  private static int bits(Supplier<String> source) {
    var seen = new long[MANY];
    long ones = 0;
    long zeros = 0;
    for (int i = 0; i < MANY; i++) {
      seen[i] = Long.parseUnsignedLong(source.get(), 0, 16, 16);
      ones |= seen[i];
      zeros |= ~seen[i];
    }
    Arrays.sort(seen);
    for (int i = 1; i < MANY; i++) {
      assertThat(seen[i]).isNotEqualTo(seen[i - 1]);
    }
    return Long.bitCount(ones & zeros);
  }

  @Test
  void aMillionIdentifiersAreLongAndAllDifferent() {
    var key = new byte[32];
    new SecureBits().nextBytes(key);
    var identifiers = new Identifiers(key);
    assertThat(identifiers.callId()).hasSize(128 / 4);
    assertThat(identifiers.tag()).hasSize(64 / 4);
    assertThat(bits(identifiers::callId)).isEqualTo(64);
    assertThat(bits(() -> identifiers.callId().substring(16))).isEqualTo(64);
    assertThat(bits(identifiers::tag)).isEqualTo(64);
    assertThat(bits(() -> sixteen(ua.bench.layer.newBranch().substring(7)))).isEqualTo(64);
    assertThat(bits(() -> sixteen(ua.core.newTag()))).isEqualTo(64);
  }

  /** Leading zeros are not written. */
  private static String sixteen(String hex) {
    return "0".repeat(16 - hex.length()) + hex;
  }

  /** Another secret, other identifiers: what one endpoint said tells nothing of another. */
  @Test
  void eachEndpointHasIdentifiersOfItsOwn() {
    var one = new byte[32];
    var other = one.clone();
    other[31] = 1;
    assertThat(new Identifiers(one).callId()).isNotEqualTo(new Identifiers(other).callId());
    assertThat(new Identifiers(one).callId()).isEqualTo(new Identifiers(one).callId());
  }
}
