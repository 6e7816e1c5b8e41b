package org.offhook.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Time comes in from outside: nobody sleeps, and nobody reads the machine's clock. */
final class ClockRules {

  private static final Map<String, Set<String>> FORBIDDEN =
      Map.ofEntries(
          Map.entry("java.lang.Thread", Set.of("sleep")),
          Map.entry("java.util.concurrent.TimeUnit", Set.of("sleep", "timedJoin", "timedWait")),
          Map.entry("java.util.concurrent.locks.LockSupport", Set.of("parkNanos", "parkUntil")),
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry(
              "java.time.Clock",
              Set.of("system", "systemUTC", "systemDefaultZone", "tick", "tickMillis")),
          Map.entry("java.util.Timer", Set.of("<init>")));

  private ClockRules() {}

  /** Uses of real time outside the allowed top-level classes. */
  static List<String> realTime(JavaClasses classes, Set<String> allowed) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      if (allowed.contains(ThreadRules.outermost(type))) {
        continue;
      }
      for (var access : type.getAccessesFromSelf()) {
        if (isForbidden(access)) {
          found.add(
              ThreadRules.outermost(type)
                  + " calls "
                  + access.getTargetOwner().getSimpleName()
                  + "."
                  + access.getTarget().getName());
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean isForbidden(JavaAccess<?> access) {
    var owner = access.getTargetOwner();
    var name = access.getTarget().getName();
    return FORBIDDEN.getOrDefault(owner.getName(), Set.of()).contains(name)
        || isDateOfNow(access)
        || (owner.isAssignableTo(Thread.class) && name.equals("sleep"));
  }

  private static boolean isDateOfNow(JavaAccess<?> access) {
    return access.getTarget().getFullName().equals("java.util.Date.<init>()");
  }
}
