package org.offhook.lab.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tests of one module, as the build runs them. */
public final class MavenTests {

  private MavenTests() {}

  /**
   * Runs them, with what they print shown.
   *
   * @param root the folder of the project
   * @param module the module that they are in
   * @param tests which, as {@code -Dtest} of Surefire takes it
   * @param properties system properties for them, as {@code name=value}
   * @return the exit code of Maven
   * @throws IOException if Maven cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(Path root, String module, String tests, List<String> properties)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "mvn",
                "-B",
                "-q",
                "-pl",
                module,
                "-am",
                "test",
                "-Dtest=" + tests,
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-DtrimStackTrace=true"));
    properties.forEach(property -> command.add("-D" + property));
    return new ProcessBuilder(command).directory(root.toFile()).inheritIO().start().waitFor();
  }
}
