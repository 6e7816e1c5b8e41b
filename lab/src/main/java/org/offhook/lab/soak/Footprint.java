package org.offhook.lab.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a process holds after full collections.
 *
 * @param heapBytes in use
 * @param threads platform threads alive
 * @param descriptors open files and sockets
 * @param objects how many there are of each of Offhook's classes
 */
record Footprint(long heapBytes, int threads, long descriptors, Map<String, Long> objects) {

  private static final int COLLECTIONS = 3;

  static Footprint take() {
    for (int n = 0; n < COLLECTIONS; n++) {
      System.gc();
    }
    // The histogram collects once more, and shows no class that is dead.
    var objects = histogram();
    var system = ManagementFactory.getOperatingSystemMXBean();
    return new Footprint(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0,
        objects);
  }

  long allObjects() {
    return objects.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> histogram() {
    try {
      var text =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      var counts = new TreeMap<String, Long>();
      for (var line : text.lines().toList()) {
        var fields = line.trim().split("\\s+", -1);
        // rank, instances, bytes, class
        if (fields.length >= 4
            && fields[3].startsWith("org.offhook.")
            && !fields[3].startsWith("org.offhook.lab.")) {
          counts.merge(fields[3], Long.valueOf(fields[1]), Long::sum);
        }
      }
      return counts;
    } catch (JMException e) {
      throw new IllegalStateException("this JVM counts no objects: run it on HotSpot", e);
    }
  }
}
