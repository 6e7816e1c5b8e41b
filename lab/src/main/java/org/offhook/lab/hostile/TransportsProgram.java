package org.offhook.lab.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** All transports at once through a bad simulated network: more worlds than each build plays. */
public final class TransportsProgram {

  private TransportsProgram() {}

  /**
   * Runs the test.
   *
   * @param root the folder of the project
   * @param arguments how many worlds; 200 if there is none
   * @return 0 if all that was asked was answered and nothing stayed
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int worlds = arguments.isEmpty() ? 200 : Integer.parseInt(arguments.getFirst());
    return MavenTests.run(
        root, "lab", "AllTransportsTest", List.of("offhook.transports.worlds=" + worlds));
  }
}
