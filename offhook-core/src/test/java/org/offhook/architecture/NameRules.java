package org.offhook.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** Names are nouns of the RFCs, not of programming; {@code Optional} is only returned. */
final class NameRules {

  private static final Pattern TYPE = Pattern.compile(".+(Impl|Manager|Helper|Utils?)");
  private static final Pattern GETTER = Pattern.compile("get[A-Z].*");
  private static final Pattern OPTIONAL =
      Pattern.compile("(java\\.util\\.)?Optional(Int|Long|Double)?(<.*)?");
  private static final Set<String> PACKAGES = Set.of("util", "utils", "common", "impl", "internal");

  private NameRules() {}

  static List<String> hollowNames(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      for (var part : file.packageName().split("\\.", -1)) {
        if (PACKAGES.contains(part)) {
          found.add(file.place() + ": package named " + part);
        }
      }
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void none) {
          if (TYPE.matcher(type.getSimpleName()).matches()) {
            found.add(file.place() + ": type named " + type.getSimpleName());
          }
          return super.visitClass(type, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  /** Own methods only: what overrides a foreign method has its name. */
  static List<String> getters(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitMethod(MethodTree method, Void none) {
          if (GETTER.matcher(method.getName()).matches() && !overrides(method)) {
            found.add(file.place() + ": method named " + method.getName());
          }
          return super.visitMethod(method, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  /**
   * Fields, and parameters of methods that others can call; a record returns its components, and an
   * override has no choice.
   */
  static List<String> optionalsThatAreNotReturned(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void none) {
          if (type.getKind() != Kind.RECORD) {
            type.getMembers().forEach(this::check);
          }
          return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
          if (!overrides(method) && !method.getModifiers().getFlags().contains(Modifier.PRIVATE)) {
            method.getParameters().forEach(this::check);
          }
          return super.visitMethod(method, null);
        }

        private void check(Tree tree) {
          if (tree instanceof VariableTree variable
              && variable.getType() != null
              && OPTIONAL.matcher(variable.getType().toString()).matches()) {
            found.add(file.place() + ": " + variable.getName() + " is an Optional");
          }
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  private static boolean overrides(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
  }
}
