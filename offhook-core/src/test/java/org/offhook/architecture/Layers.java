package org.offhook.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The packages of core, lowest layer first: a package imports only lower ones. */
final class Layers {

  private static final String ROOT = "org.offhook";

  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of("loop", "message", "sdp"),
          Set.of("net", "auth", "eventpackage"),
          Set.of("dns"),
          Set.of("transport"),
          Set.of("transaction"),
          Set.of("dialog"),
          Set.of("ua"),
          Set.of("invite", "register", "event", "publish", "request"),
          Set.of(""));

  /** Packages whose types may appear in what applications see. */
  private static final Set<String> PUBLIC =
      Set.of("", "auth", "eventpackage", "loop", "message", "net", "sdp");

  /** Packages that no type of {@link #PUBLIC} may show. */
  private static final Set<String> HIDDEN =
      Set.of(
          "dns",
          "transport",
          "transaction",
          "dialog",
          "invite",
          "register",
          "event",
          "publish",
          "request");

  private Layers() {}

  /** The layer of a package of core, or -1. */
  static int of(String packageName) {
    var part = part(packageName);
    for (var layer = 0; layer < LAYERS.size(); layer++) {
      if (LAYERS.get(layer).contains(part)) {
        return layer;
      }
    }
    return -1;
  }

  /** Imports that do not point to a lower layer, and packages that are in no layer. */
  static List<String> upwardImports(JavaClasses classes) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      if (of(type.getPackageName()) < 0) {
        found.add(type.getPackageName() + " is in no layer");
      }
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        var target = dependency.getTargetClass().getPackageName();
        if (isOurs(target)
            && !target.equals(type.getPackageName())
            && of(target) >= of(type.getPackageName())) {
          found.add(describe(dependency));
        }
      }
    }
    return List.copyOf(found);
  }

  /** Cycles between packages, whatever the layers say. */
  static List<String> packageCycles(JavaClasses classes) {
    Map<String, Set<String>> uses = new LinkedHashMap<>();
    for (var type : classes) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        var target = dependency.getTargetClass().getPackageName();
        if (isOurs(target) && !target.equals(type.getPackageName())) {
          uses.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(target);
        }
      }
    }
    var found = new ArrayList<String>();
    for (var from : uses.keySet()) {
      if (reachable(from, uses).contains(from)) {
        found.add(from + " depends on itself through " + uses.get(from));
      }
    }
    return found;
  }

  /**
   * Public signatures of public packages that show a type which applications cannot use; {@code
   * shown} names types that they may.
   */
  static List<String> leaks(JavaClasses classes, Set<String> shown) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      if (!PUBLIC.contains(part(type.getPackageName())) || !Visibility.isOpen(type)) {
        continue;
      }
      for (var member : type.getMembers()) {
        if (!Visibility.isOpen(member)) {
          continue;
        }
        for (var used : member.getAllInvolvedRawTypes()) {
          if (isHidden(used) && !shown.contains(used.getName())) {
            found.add(member.getFullName() + " shows " + used.getName());
          }
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean isHidden(JavaClass type) {
    var name = type.getBaseComponentType().getPackageName();
    return isOurs(name) && HIDDEN.contains(part(name));
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
    var seen = new TreeSet<String>();
    var open = new ArrayList<>(uses.getOrDefault(from, Set.of()));
    while (!open.isEmpty()) {
      var next = open.removeLast();
      if (seen.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }

  private static boolean isOurs(String packageName) {
    return packageName.equals(ROOT) || packageName.startsWith(ROOT + ".");
  }

  private static String part(String packageName) {
    if (!isOurs(packageName)) {
      return packageName;
    }
    var rest = packageName.substring(ROOT.length());
    return rest.isEmpty() ? "" : rest.substring(1).replaceFirst("\\..*", "");
  }

  private static String describe(Dependency dependency) {
    return dependency.getOriginClass().getName() + " uses " + dependency.getTargetClass().getName();
  }
}
