package org.offhook.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The message files of the folder torture, and what its table expects of each. */
final class TortureCorpus {
  private static final String FOLDER = "/torture/";

  private TortureCorpus() {}

  /**
   * One line of the table.
   *
   * @param status the status of the answer, or {@code drop}, or {@code -} where nothing is wrong
   * @param what the method or status code, {@code -} where it cannot be told
   */
  record Case(
      String file,
      String transport,
      String verdict,
      String status,
      String kind,
      String what,
      List<String> rows,
      String why) {

    byte[] bytes() {
      return read(file);
    }

    boolean isStream() {
      return transport.equals("stream");
    }

    boolean isInvalid() {
      return verdict.equals("invalid");
    }

    @Override
    public String toString() {
      return file + " is " + verdict + ": " + why;
    }
  }

  static List<Case> all() {
    return new String(read("expected.tsv"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(TortureCorpus::parse)
        .toList();
  }

  static List<Case> datagrams() {
    return all().stream().filter(row -> !row.isStream()).toList();
  }

  static byte[] read(String file) {
    try (InputStream in = TortureCorpus.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no such file: " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case parse(String line) {
    String[] c = line.split("\t", -1);
    return new Case(c[0], c[1], c[2], c[3], c[4], c[5], List.of(c[6].split(",")), c[7]);
  }
}
