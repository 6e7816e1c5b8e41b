package org.offhook.lab.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** Publications over days of a bad simulated network: more of them than each build keeps. */
public final class PublicationsProgram {

  private PublicationsProgram() {}

  /**
   * Runs the test.
   *
   * @param root the folder of the project
   * @param arguments how many publications; 10,000 if there is none
   * @return 0 if the last state of each arrived and nothing stayed
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int publications = arguments.isEmpty() ? 10_000 : Integer.parseInt(arguments.getFirst());
    return MavenTests.run(
        root,
        "offhook-testkit",
        "HostilePublicationsTest",
        List.of("offhook.hostile.publications=" + publications));
  }
}
