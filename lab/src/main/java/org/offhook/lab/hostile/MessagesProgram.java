package org.offhook.lab.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.offhook.lab.maven.MavenTests;

/** Messages that are broken at random: more of them than each build parses. */
public final class MessagesProgram {

  private MessagesProgram() {}

  /**
   * Runs the test.
   *
   * @param root the folder of the project
   * @param arguments how many messages; ten million if there is none
   * @return 0 if none threw and none took long
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    int many = arguments.isEmpty() ? 10_000_000 : Integer.parseInt(arguments.getFirst());
    return MavenTests.run(
        root,
        "offhook-core",
        "HostileInputTest#mutatedMessagesNeverThrow",
        List.of("offhook.hostile.messages=" + many));
  }
}
