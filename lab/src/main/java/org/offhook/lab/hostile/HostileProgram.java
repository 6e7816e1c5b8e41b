package org.offhook.lab.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** Calls with every feature through a bad simulated network: more of them than each build plays. */
public final class HostileProgram {

  private HostileProgram() {}

  /**
   * Runs the test.
   *
   * @param root the folder of the project
   * @param arguments how many calls; 10,000 if there is none
   * @return 0 if every invariant held
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int calls = arguments.isEmpty() ? 10_000 : Integer.parseInt(arguments.getFirst());
    return MavenTests.run(
        root, "offhook-testkit", "HostileFeaturesTest", List.of("offhook.hostile.calls=" + calls));
  }
}
