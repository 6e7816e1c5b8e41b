package org.offhook.architecture;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/** One writer: locks, threads and concurrent collections only where a list says so. */
final class ThreadRules {

  private static final Set<String> THREAD_MAKERS =
      Set.of("ofVirtual", "ofPlatform", "startVirtualThread", "<init>", "start");

  private static final Set<String> MONITOR = Set.of("wait", "notify", "notifyAll");

  private ThreadRules() {}

  /** Uses of {@code java.util.concurrent} outside the allowed top-level classes. */
  static List<String> concurrency(JavaClasses classes, Set<String> allowed) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      if (allowed.contains(outermost(type))) {
        continue;
      }
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        var target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith("java.util.concurrent")) {
          found.add(outermost(type) + " uses " + target.getName());
        }
      }
    }
    return List.copyOf(found);
  }

  /** Threads made, and monitors waited for, outside the allowed top-level classes. */
  static List<String> threads(JavaClasses classes, Set<String> allowed) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      if (allowed.contains(outermost(type))) {
        continue;
      }
      for (var access : type.getAccessesFromSelf()) {
        if (isThreadMaking(access) || isMonitorCall(access)) {
          found.add(outermost(type) + " calls " + access.getTarget().getFullName());
        }
      }
    }
    return List.copyOf(found);
  }

  /** The word {@code synchronized}, whether on a method or a block. */
  static List<String> monitors(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitSynchronized(SynchronizedTree block, Void none) {
          found.add(file.place() + ": synchronized block in line " + file.firstLine(block));
          return super.visitSynchronized(block, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
          if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
            found.add(file.place() + ": synchronized method " + method.getName());
          }
          return super.visitMethod(method, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  /** The name of the class that is a file of its own. */
  static String outermost(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static boolean isThreadMaking(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Thread.class)
        && THREAD_MAKERS.contains(access.getTarget().getName());
  }

  private static boolean isMonitorCall(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Object.class)
        && MONITOR.contains(access.getTarget().getName());
  }
}
