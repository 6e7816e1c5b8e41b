package org.offhook.lab.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** Calls and registrations through a virtual day: more of them than each build plays. */
public final class DayProgram {

  private DayProgram() {}

  /**
   * Runs the test.
   *
   * @param root the folder of the project
   * @param arguments how many calls; 100,000 if there is none
   * @return 0 if each ended as it should and nothing stayed
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int many = arguments.isEmpty() ? 100_000 : Integer.parseInt(arguments.getFirst());
    return MavenTests.run(root, "offhook-testkit", "DayTest", List.of("offhook.day.calls=" + many));
  }
}
