package org.offhook.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files are. */
final class Project {

  private Project() {}

  /** The folder with README.md and the modules. */
  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("offhook-cli"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("the project's root is not above the working folder");
      }
    }
    return folder;
  }
}
