package org.offhook.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/** Packages say what they are for; public types say what they are. */
final class DocumentationRules {

  private DocumentationRules() {}

  /**
   * Each package has a package-info: null-marked, with its layer (where it has one) and threads.
   */
  static List<String> silentPackages(List<SourceFile> files) {
    var found = new ArrayList<String>();
    var packages = new TreeSet<String>();
    var infos = new TreeMap<String, SourceFile>();
    for (var file : files) {
      packages.add(file.packageName());
      if (file.name().equals("package-info.java")) {
        infos.put(file.packageName(), file);
      }
    }
    for (var name : packages) {
      var info = infos.get(name);
      if (info == null) {
        found.add(name + " has no package-info.java");
        continue;
      }
      var text = new PackageText(info);
      if (!text.nullMarked) {
        found.add(name + " is not @NullMarked");
      }
      var layer = Layers.of(name);
      if (layer >= 0 && !text.comment.contains("layer " + layer)) {
        found.add(name + " does not say that it is layer " + layer);
      }
      if (!text.comment.contains("thread") && !text.comment.contains("loop")) {
        found.add(name + " does not say which threads may use it");
      }
    }
    return found;
  }

  static List<String> undocumentedTypes(List<SourceFile> files) {
    var found = new ArrayList<String>();
    for (var file : files) {
      new TreePathScanner<Void, Void>() {
        @Override
        public Void visitClass(ClassTree type, Void none) {
          if (!isPublic(type) && !isMemberOfInterface()) {
            return null; // what is inside is not public either
          }
          if (type.getSimpleName().isEmpty()) {
            return super.visitClass(type, null);
          }
          var comment = file.javadoc(getCurrentPath());
          if (comment == null || comment.isBlank()) {
            found.add(file.place() + ": " + type.getSimpleName() + " is public without Javadoc");
          }
          return super.visitClass(type, null);
        }

        private boolean isMemberOfInterface() {
          var parent = getCurrentPath().getParentPath();
          return parent != null && parent.getLeaf().getKind() == Kind.INTERFACE;
        }
      }.scan(new TreePath(file.unit()), null);
    }
    return found;
  }

  private static boolean isPublic(ClassTree type) {
    return type.getModifiers().getFlags().contains(Modifier.PUBLIC);
  }

  /** What a package-info says. */
  private static final class PackageText extends TreePathScanner<Void, Void> {

    private final SourceFile file;
    private String comment = "";
    private boolean nullMarked;

    @SuppressWarnings("this-escape")
    PackageText(SourceFile file) {
      this.file = file;
      CompilationUnitTree unit = file.unit();
      scan(new TreePath(unit), null);
    }

    @Override
    public Void visitPackage(PackageTree tree, Void none) {
      nullMarked =
          tree.getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().endsWith("NullMarked"));
      var text = file.javadoc(getCurrentPath());
      comment = text == null ? "" : text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      return null;
    }
  }
}
