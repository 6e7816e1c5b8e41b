package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read from the lines before the first m= line (RFC 8866 section 5). */
record SessionLevel(Level level, Origin origin, String name, List<Timing> timings) {

  static @Nullable SessionLevel read(List<SdpLine> lines, List<Integer> numbers, Faults faults) {
    var level = new Level(lines, numbers, faults);
    Origin origin = null;
    String name = null;
    var timings = new ArrayList<Timing>();
    var more = new ArrayList<SdpLine>();
    Timing timing = null;
    boolean version = false;
    for (int i = 0; i < lines.size() && !faults.refused(); i++) {
      faults.at(numbers.get(i));
      var line = lines.get(i);
      switch (line.type()) {
        case 'v' -> version = checkVersion(version, line.value(), faults);
        case 'o' -> {
          once(origin == null, 'o', faults);
          origin = Origin.read(line.value(), faults);
        }
        case 's' -> {
          once(name == null, 's', faults);
          name = line.value();
          if (name.isEmpty()) {
            // Tolerance: senders that have no name to give and leave even the space out.
            faults.tolerate("s= is empty");
          }
        }
        case 't' -> {
          close(timings, timing, more);
          timing = Timing.read(line.value(), faults);
        }
        case 'r', 'z' -> {
          if (timing == null) {
            faults.tolerate(line.type() + "= without a t= before it");
          } else {
            more.add(line);
          }
        }
        default -> {}
      }
    }
    close(timings, timing, more);
    if (faults.refused()) {
      return null;
    }
    if (!version) {
      faults.refuse("v= is missing");
    } else if (origin == null) {
      faults.refuse("o= is missing");
    } else if (name == null) {
      faults.refuse("s= is missing");
    } else if (timings.isEmpty()) {
      faults.refuse("t= is missing");
    } else {
      return new SessionLevel(level, origin, name, List.copyOf(timings));
    }
    return null;
  }

  /** The same with another o= line; null if lines would have to be put into order for that. */
  @Nullable SessionLevel withOrigin(Origin other) {
    var changed = level.withOrigin(other.complete());
    return changed == null ? null : new SessionLevel(changed, other, name, timings);
  }

  private static boolean checkVersion(boolean seen, String value, Faults faults) {
    once(!seen, 'v', faults);
    if (!value.strip().equals("0")) {
      faults.refuse("the version of SDP must be 0");
    } else if (value.length() > 1) {
      faults.tolerate("v= has surplus spaces");
    }
    return true;
  }

  private static void once(boolean first, char type, Faults faults) {
    if (!first) {
      faults.refuse("more than one " + type + "= line");
    }
  }

  private static void close(List<Timing> timings, @Nullable Timing timing, List<SdpLine> more) {
    if (timing != null) {
      timings.add(new Timing(timing.start(), timing.stop(), more));
    }
    more.clear();
  }
}
