package org.offhook.lab.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control group of Linux whose processes get half a core together. Needs root. */
final class HalfCore implements AutoCloseable {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final int PERIOD_MICROS = 20_000;
  private final Path group;

  private HalfCore(Path group) {
    this.group = group;
  }

  static HalfCore create(String name) throws IOException {
    var first = Files.isDirectory(ROOT.resolve("cpu")) ? ROOT.resolve("cpu") : ROOT;
    var group = first.resolve(name);
    try {
      Files.createDirectory(group);
      if (first.equals(ROOT)) {
        Files.writeString(group.resolve("cpu.max"), PERIOD_MICROS / 2 + " " + PERIOD_MICROS);
      } else {
        Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Integer.toString(PERIOD_MICROS / 2));
      }
    } catch (IOException e) {
      throw new IOException("no control group with half a core: run it as root of a Linux host", e);
    }
    return new HalfCore(group);
  }

  void add(long pid) throws IOException {
    Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Once its processes have ended. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(group);
  }
}
