package org.offhook.lab.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** Runs the tests against real peers, by Maven, one round after the other until one fails. */
public final class InteropProgram {

  private InteropProgram() {}

  /**
   * Runs the rounds.
   *
   * @param root the folder of the project
   * @param arguments how many rounds, one if there is none; then what a test's class name begins
   *     with, such as {@code Kamailio}, all if there is none
   * @return 0 if every round passed, else the exit code of the one that failed
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int rounds = arguments.isEmpty() ? 1 : Integer.parseInt(arguments.getFirst());
    var tests = arguments.size() > 1 ? arguments.get(1) : "";
    for (int round = 1; round <= rounds; round++) {
      System.out.println("round " + round + " of " + rounds);
      int code = MavenTests.run(root, "lab", "org/offhook/interop/" + tests + "*Test", List.of());
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }
}
