package org.offhook.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names are nouns of the RFCs, not of programming; {@code Optional} is only returned. */
final class NameRules {

  private static final Pattern TYPE = Pattern.compile(".+(Impl|Manager|Helper|Utils?)");
  private static final Pattern GETTER = Pattern.compile("get[A-Z].*");
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
          var overrides =
              method.getModifiers().getAnnotations().stream()
                  .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
          if (GETTER.matcher(method.getName()).matches() && !overrides) {
            found.add(file.place() + ": method named " + method.getName());
          }
          return super.visitMethod(method, null);
        }
      }.scan(file.unit(), null);
    }
    return found;
  }

  static List<String> optionalsThatAreNotReturned(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void none) {
          type.getMembers().forEach(member -> check(member));
          return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
          method.getParameters().forEach(parameter -> check(parameter));
          return super.visitMethod(method, null);
        }

        private void check(Tree tree) {
          if (tree instanceof VariableTree variable
              && variable.getType() != null
              && variable
                  .getType()
                  .toString()
                  .matches("(java\\.util\\.)?Optional(Int|Long|Double)?(<.*)?")) {
            found.add(file.place() + ": " + variable.getName() + " is an Optional");
          }
        }
      }.scan(file.unit(), null);
    }
    return found;
  }
}
