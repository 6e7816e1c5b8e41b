package org.offhook.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The scripts and scenarios in the project that start and drive the peers. */
final class Script {

  private static final String FOLDER = "lab/interop";

  private Script() {}

  /**
   * A file below {@code lab/interop}, of the project that is told or that the working folder is in.
   */
  static Path at(String path) {
    var told = Path.of(System.getProperty("offhook.root", "")).toAbsolutePath();
    for (@Nullable Path root = told; root != null; root = root.getParent()) {
      if (Files.isDirectory(root.resolve(FOLDER))) {
        return root.resolve(FOLDER).resolve(path);
      }
    }
    throw new IllegalStateException("run this inside the project: no " + FOLDER + " above " + told);
  }
}
