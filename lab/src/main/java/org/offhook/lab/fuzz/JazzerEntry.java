package org.offhook.lab.fuzz;

import java.nio.file.Path;

/**
 * The way in for Jazzer, which finds it by its methods' names; the property {@code
 * offhook.fuzz.target} names the target. The page docs/fuzzing.md has the command.
 */
public final class JazzerEntry {

  private static final Target TARGET =
      Targets.find(
              Path.of(System.getProperty("offhook.root", ".")),
              System.getProperty("offhook.fuzz.target", ""))
          .orElseThrow();

  private JazzerEntry() {}

  /**
   * Feeds one input; what it allocates is not looked at, since Jazzer's own code allocates too.
   *
   * @param input any bytes
   * @throws Exception what was found
   */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    TARGET.check().run(input);
  }
}
