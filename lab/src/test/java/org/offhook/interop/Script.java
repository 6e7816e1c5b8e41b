package org.offhook.interop;

import java.nio.file.Path;
import org.offhook.architecture.Project;

/** The scripts and scenarios in the project that start and drive the peers. */
final class Script {

  private Script() {}

  /** A file below {@code lab/interop}. */
  static Path at(String path) {
    return Project.root().resolve("lab/interop").resolve(path);
  }
}
