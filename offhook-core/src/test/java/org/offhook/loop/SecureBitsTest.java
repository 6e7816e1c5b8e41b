package org.offhook.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecureBitsTest {

  private final SecureBits bits = new SecureBits();

  @Test
  void neverRepeatsAcrossBatches() {
    var seen = new HashSet<Long>();
    for (var n = 0; n < 10_000; n++) {
      assertThat(seen.add(bits.nextLong())).isTrue();
    }
  }

  @Test
  void fillsArraysOfAnyLengthWithNewBits() {
    var seen = new HashSet<String>();
    for (var length : new int[] {8, 9, 2040, 2041, 2048, 2049, 5000, 8}) {
      var bytes = new byte[length];
      bits.nextBytes(bytes);
      assertThat(seen.add(HexFormat.of().formatHex(bytes, length - 8, length))).isTrue();
      assertThat(seen.add(HexFormat.of().formatHex(bytes, 0, 8)) || length == 8).isTrue();
    }
    bits.nextBytes(new byte[0]);
  }

  @Test
  void spreadsEvenlyBelowABound() {
    var counts = new int[10];
    for (var n = 0; n < 100_000; n++) {
      counts[(int) bits.below(10)]++;
    }
    for (var count : counts) {
      assertThat(count).isBetween(9_000, 11_000);
    }
  }
}
