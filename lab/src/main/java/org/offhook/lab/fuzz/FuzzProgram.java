package org.offhook.lab.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds a target with many inputs, more of them than each build does. */
public final class FuzzProgram {

  private static final String USAGE =
      """
      usage: ./offhook-lab fuzz TARGET [COUNT] [SEED]
             ./offhook-lab fuzz TARGET seeds FOLDER
             ./offhook-lab fuzz TARGET file FILE
      """;

  private static final String LIVE = "live";

  private static final long COUNT = 100_000;

  private FuzzProgram() {}

  /** Plays worlds until that many messages were sent; a world that fails names its seed. */
  private static int live(long count, long seed) {
    long start = System.nanoTime();
    long messages = 0;
    long calls = 0;
    long worlds = 0;
    try {
      while (messages < count) {
        var done = LiveWorld.play(seed + worlds);
        worlds++;
        messages += done.messages();
        calls += done.dialogs();
      }
    } catch (AssertionError e) {
      e.printStackTrace(System.out);
      return 1;
    } finally {
      System.out.printf(
          "live: %,d messages in %,d worlds from seed %d, in %.1f s; %,d calls stood with their"
              + " sender%n",
          messages, worlds, seed, (System.nanoTime() - start) / 1e9, calls);
    }
    return 0;
  }

  /**
   * Feeds a target.
   *
   * @param root the folder of the project
   * @param arguments the target, how many inputs, and the seed that they are made of
   * @return 0 if nothing was found, 1 if something was, 2 if the arguments are none
   * @throws IOException if a file cannot be read or written
   */
  public static int run(Path root, List<String> arguments) throws IOException {
    var first = arguments.isEmpty() ? "" : arguments.getFirst();
    long count = arguments.size() > 1 ? number(arguments.get(1)) : COUNT;
    long seed = arguments.size() > 2 ? number(arguments.get(2)) : 1;
    if (first.equals(LIVE)) {
      return live(count, seed);
    }
    var target = Targets.find(root, first);
    if (target.isEmpty()) {
      System.err.print(USAGE);
      for (var one : Targets.all(root)) {
        System.err.printf("  %-10s %s%n", one.name(), one.purpose());
      }
      System.err.printf("  %-10s %s%n", LIVE, "calls in the simulated world");
      return 2;
    }
    if (arguments.size() == 3 && arguments.get(1).equals("seeds")) {
      write(target.get(), Path.of(arguments.get(2)));
      return 0;
    }
    var fuzzer = new Fuzzer(target.get());
    if (arguments.size() == 3 && arguments.get(1).equals("file")) {
      byte[] input = Files.readAllBytes(Path.of(arguments.get(2)));
      var thrown = fuzzer.run(input);
      return told(thrown == null ? null : new Fuzzer.Finding(input, thrown));
    }
    return feed(fuzzer, first, count, seed);
  }

  /** A number; 0 for another word, which is looked at later. */
  private static long number(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : 0;
  }

  private static int feed(Fuzzer fuzzer, String name, long count, long seed) {
    new Watch(fuzzer).start();
    long start = System.nanoTime();
    var finding = fuzzer.seeds();
    if (finding == null) {
      finding = fuzzer.run(count, seed);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %,d inputs in %.1f s, seed %d, at most %,d bytes allocated for one%n",
        name, fuzzer.done(), seconds, seed, fuzzer.mostAllocated());
    return told(finding);
  }

  private static int told(Fuzzer.@Nullable Finding finding) {
    if (finding == null) {
      return 0;
    }
    System.out.println(finding);
    Arrays.stream(finding.failure().getStackTrace())
        .limit(12)
        .forEach(frame -> System.out.println("    " + frame));
    return 1;
  }

  /** A file for each seed, and one with the words: for fuzzers that want those. */
  private static void write(Target target, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < target.seeds().size(); i++) {
      Files.write(folder.resolve("seed-" + i), target.seeds().get(i));
    }
    var words = new StringBuilder();
    for (var word : target.words()) {
      words.append('"');
      for (byte b : Bytes.of(word)) {
        words.append(String.format("\\x%02X", b));
      }
      words.append("\"\n");
    }
    Files.writeString(folder.resolveSibling(target.name() + ".words"), words);
  }

  /** Ends the process where an input takes longer than any should. */
  private static final class Watch extends Thread {
    private static final long PATIENCE_MILLIS = 20_000;

    private final Fuzzer fuzzer;

    Watch(Fuzzer fuzzer) {
      super("watch");
      this.fuzzer = fuzzer;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        long before = fuzzer.done();
        byte[] input = fuzzer.current();
        try {
          Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
        if (input != null && before == fuzzer.done()) {
          System.out.println("hangs with the input \"" + Bytes.quoted(input) + "\"");
          Runtime.getRuntime().halt(1);
        }
      }
    }
  }
}
