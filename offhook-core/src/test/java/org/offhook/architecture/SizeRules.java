package org.offhook.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Files, methods, fields and parameters have limits. */
final class SizeRules {

  static final int FILE_LINES = 700;
  static final int METHOD_LINES = 80;
  static final int FIELDS = 12;
  static final int PARAMETERS = 5;

  private SizeRules() {}

  static List<String> longFiles(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      if (file.lineCount() > FILE_LINES) {
        found.add(file.place() + " has " + file.lineCount() + " lines");
      }
    }
    return found;
  }

  static List<String> longMethods(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitMethod(MethodTree method, Void none) {
          var lines = file.lastLine(method) - file.firstLine(method) + 1;
          if (lines > METHOD_LINES) {
            found.add(file.place() + ": " + method.getName() + " has " + lines + " lines");
          }
          return super.visitMethod(method, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  /** Instance fields, record components included; {@code allowed} names classes. */
  static List<String> manyFields(List<SourceFile> files, Set<String> allowed) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void none) {
          var fields = type.getMembers().stream().filter(SizeRules::isInstanceField).count();
          if (fields > FIELDS && !allowed.contains(type.getSimpleName().toString())) {
            found.add(file.place() + ": " + type.getSimpleName() + " has " + fields + " fields");
          }
          return super.visitClass(type, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  /**
   * Methods and constructors; the constructor that a record declares is counted by its fields.
   * {@code allowed} names methods as {@code Class.method}, constructors as {@code Class.<init>}.
   */
  static List<String> manyParameters(List<SourceFile> files, Set<String> allowed) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, String>() {
        @Override
        public Void visitClass(ClassTree type, String outer) {
          for (var member : type.getMembers()) {
            if (member instanceof MethodTree method
                && method.getParameters().size() > PARAMETERS
                && !(type.getKind() == Kind.RECORD && isConstructor(method))
                && !allowed.contains(type.getSimpleName() + "." + method.getName())) {
              found.add(
                  "%s: %s.%s has %d parameters"
                      .formatted(
                          file.place(),
                          type.getSimpleName(),
                          method.getName(),
                          method.getParameters().size()));
            }
          }
          return super.visitClass(type, type.getSimpleName().toString());
        }
      }.scan(file.unit(), "");
    }
    return found;
  }

  private static boolean isConstructor(MethodTree method) {
    return method.getName().contentEquals("<init>");
  }

  private static boolean isInstanceField(Object member) {
    return member instanceof VariableTree field
        && !field.getModifiers().getFlags().contains(Modifier.STATIC);
  }
}
