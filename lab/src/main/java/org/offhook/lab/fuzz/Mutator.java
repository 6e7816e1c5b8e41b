package org.offhook.lab.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes inputs of seeds: bytes, words, numbers, lines and pieces of other seeds are changed, put
 * in, taken out, repeated and exchanged. One random seed gives one sequence.
 */
public final class Mutator {

  private static final int MOST_CHANGES = 6;
  private static final int LONGEST = 8_192;

  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1",
    "00",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "1e9",
    ""
  };

  private static final byte[] DELIMITERS = Bytes.of("\r\n\t \0<>\"'\\;:,=@?&%/()[]{}#*!.-+_$^|~`");

  private final Random random;
  private final List<byte[]> seeds;
  private final List<byte[]> words;

  /** One for these seeds and words. */
  public Mutator(List<byte[]> seeds, List<String> words, long seed) {
    this.random = new Random(seed);
    this.seeds = List.copyOf(seeds);
    this.words = words.stream().map(Bytes::of).toList();
  }

  /** The next input. */
  public byte[] next() {
    return mutate(seeds.get(random.nextInt(seeds.size())));
  }

  /** This one, changed. */
  public byte[] mutate(byte[] seed) {
    byte[] bytes = seed;
    for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0; i--) {
      bytes = change(bytes);
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(24));
    return switch (random.nextInt(14)) {
      case 0 -> replace(bytes, at, Math.min(bytes.length, at + 1), one(random.nextInt(256)));
      case 1 -> replace(bytes, at, Math.min(bytes.length, at + 1), delimiter());
      case 2 -> replace(bytes, at, at, delimiter());
      case 3 -> replace(bytes, at, end, new byte[0]);
      case 4 -> replace(bytes, at, at, word());
      case 5 -> replace(bytes, at, end, word());
      case 6 -> number(bytes, at);
      case 7 -> line(bytes, at);
      case 8 -> lineOfAnother(bytes, at);
      case 9 -> replace(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 10 -> repeated(bytes, at, end);
      case 11 -> pieceOfAnother(bytes, at, end);
      case 12 -> otherCase(bytes, at);
      default -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : flipped(bytes, at);
    };
  }

  private static byte[] replace(byte[] bytes, int from, int until, byte[] with) {
    var out = new byte[bytes.length - (until - from) + with.length];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(with, 0, out, from, with.length);
    System.arraycopy(bytes, until, out, from + with.length, bytes.length - until);
    return out;
  }

  private static byte[] one(int value) {
    return new byte[] {(byte) value};
  }

  private byte[] delimiter() {
    return one(DELIMITERS[random.nextInt(DELIMITERS.length)]);
  }

  private byte[] word() {
    return words.isEmpty() ? delimiter() : words.get(random.nextInt(words.size()));
  }

  /** Another number in the place of the next one. */
  private byte[] number(byte[] bytes, int from) {
    int start = from;
    while (start < bytes.length && !isDigit(bytes[start])) {
      start++;
    }
    int end = start;
    while (end < bytes.length && isDigit(bytes[end])) {
      end++;
    }
    return replace(bytes, start, end, Bytes.of(NUMBERS[random.nextInt(NUMBERS.length)]));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static int lineStart(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static int lineEnd(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Math.min(bytes.length, end + 1);
  }

  /** A line twice, not at all, in another place, or folded. */
  private byte[] line(byte[] bytes, int at) {
    int start = lineStart(bytes, at);
    int end = lineEnd(bytes, at);
    byte[] line = Arrays.copyOfRange(bytes, start, end);
    return switch (random.nextInt(4)) {
      case 0 -> replace(bytes, start, start, line);
      case 1 -> replace(bytes, start, end, new byte[0]);
      case 2 -> {
        byte[] rest = replace(bytes, start, end, new byte[0]);
        int to = lineStart(rest, random.nextInt(rest.length + 1));
        yield replace(rest, to, to, line);
      }
      default -> replace(bytes, at, at, Bytes.of("\r\n "));
    };
  }

  private byte[] lineOfAnother(byte[] bytes, int at) {
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    int from = random.nextInt(other.length + 1);
    byte[] line = Arrays.copyOfRange(other, lineStart(other, from), lineEnd(other, from));
    int start = lineStart(bytes, at);
    return replace(bytes, start, random.nextBoolean() ? start : lineEnd(bytes, at), line);
  }

  private byte[] pieceOfAnother(byte[] bytes, int at, int end) {
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    int from = random.nextInt(other.length + 1);
    int until = Math.min(other.length, from + random.nextInt(60));
    return replace(bytes, at, end, Arrays.copyOfRange(other, from, until));
  }

  private byte[] repeated(byte[] bytes, int at, int end) {
    byte[] piece =
        Arrays.copyOfRange(bytes, at, random.nextBoolean() ? end : Math.min(at + 1, end));
    var many = new byte[piece.length * (1 << random.nextInt(8))];
    for (int i = 0; i < many.length; i++) {
      many[i] = piece[i % piece.length];
    }
    return replace(bytes, at, at, many);
  }

  private static byte[] otherCase(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    for (int i = at; i < Math.min(copy.length, at + 8); i++) {
      int letter = copy[i] | 0x20;
      copy[i] ^= (byte) (letter >= 'a' && letter <= 'z' ? 0x20 : 0);
    }
    return copy;
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    if (at < copy.length) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }
}
