package org.offhook.lab.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Inputs that stand in files. */
final class Corpus {

  /** Longer ones would be cut by the mutator, and cost time. */
  private static final int LONGEST = 3_000;

  private static final String BETWEEN = "----\n";

  private Corpus() {}

  private static String text(String file) {
    try (InputStream in = Corpus.class.getResourceAsStream("/fuzz/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no such file: fuzz/" + file);
      }
      return Bytes.text(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One in each line. */
  static List<byte[]> lines(String file) {
    return text(file).lines().map(Bytes::of).toList();
  }

  /** Parted by lines of four dashes, with CRLF. */
  static List<byte[]> blocks(String file) {
    var blocks = new ArrayList<byte[]>();
    for (var block : text(file).split(BETWEEN, -1)) {
      blocks.add(Bytes.of(block.replace("\n", "\r\n")));
    }
    return blocks;
  }

  /** The torture messages of the core's own tests. */
  static List<byte[]> torture(Path root) {
    var folder = root.resolve("offhook-core/src/test/resources/torture");
    var messages = new ArrayList<byte[]>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(one -> one.toString().endsWith(".sip")).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length <= LONGEST) {
          messages.add(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
