package org.offhook.lab.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The other end of {@link ServerProcess} inside a callee's process: one question by line on the
 * standard input, one answer by line on the standard output.
 */
final class ServerConsole {

  private ServerConsole() {}

  /** Says that the callee is there, then answers until the input ends or {@code stop} comes. */
  static void serve(int port) throws IOException {
    System.out.println("port " + port);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
      switch (line) {
        case "cpu" -> System.out.println(cpuNanos());
        case "heap" -> System.out.println(heapBytes());
        default -> System.out.println("-1");
      }
    }
    System.exit(0);
  }

  /** CPU time of the whole process: its own threads, the collector's and the compiler's. */
  private static long cpuNanos() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }

  /** What is left on the heap after full collections. */
  private static long heapBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      memory.gc();
      used = Math.min(used, memory.getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
