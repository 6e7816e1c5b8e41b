package org.offhook.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the modules are, found from the working folder upwards. */
public final class Project {

  private Project() {}

  /** The folder of the whole project. */
  public static Path root() {
    for (@Nullable Path folder = Path.of("").toAbsolutePath();
        folder != null;
        folder = folder.getParent()) {
      if (Files.exists(folder.resolve(".ci/run"))) {
        return folder;
      }
    }
    throw new IllegalStateException("Run this inside the project");
  }

  /** The module in that folder of the project. */
  public static CodeBase module(String folder) {
    return CodeBase.ofModule(root().resolve(folder));
  }
}
