package org.offhook.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The packages of {@code lab/interop/browser/package.json}, in the versions of its lock file,
 * installed by npm below {@code lab/target}. Says so and skips the test where npm cannot get them,
 * or fails it where {@code CI=true}.
 */
final class NodePackages {

  private static final List<String> FILES = List.of("package.json", "package-lock.json");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private NodePackages() {}

  /** The folder {@code node_modules}; installs it if the lock file is another than last time. */
  static synchronized Path install() throws IOException, InterruptedException {
    var source = Script.at("browser");
    var folder = source.resolve("../../target/browser").normalize();
    Files.createDirectories(folder);
    var modules = folder.resolve("node_modules");
    var installed = folder.resolve("installed");
    var lock = source.resolve("package-lock.json");
    if (Files.exists(installed) && Files.mismatch(installed, lock) < 0) {
      return modules;
    }
    for (var file : FILES) {
      Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    var command =
        List.of(
            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", "" + folder);
    try (var npm = Child.start(command, Map.of())) {
      if (npm.exit(PATIENCE) != 0) {
        missing("npm cannot install the page's packages:\n" + npm.output());
      }
    }
    Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    return modules;
  }

  private static void missing(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    abort(reason);
  }
}
