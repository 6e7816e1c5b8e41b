package org.offhook.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** One parsed Java source file. */
record SourceFile(CompilationUnitTree unit, DocTrees trees) {

  /** Literals, in which comment signs are only text, and comments. */
  private static final Pattern TEXT_OR_COMMENT =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'"
              + "|/\\*.*?\\*/|//[^\n]*",
          Pattern.DOTALL);

  /** Parses all files in one run of the compiler's front end, without resolving any name. */
  static List<SourceFile> parse(List<Path> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var task =
          (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, units);
      var trees = DocTrees.instance(task);
      var parsed = new ArrayList<SourceFile>();
      task.parse().forEach(unit -> parsed.add(new SourceFile(unit, trees)));
      return List.copyOf(parsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    var path = Path.of(unit.getSourceFile().toUri());
    return String.valueOf(path.getFileName());
  }

  /** The package, and the file in it, as a reader looks for it. */
  String place() {
    var name = packageName();
    return name.isEmpty() ? name() : name + "/" + name();
  }

  String packageName() {
    var name = unit.getPackageName();
    return name == null ? "" : name.toString();
  }

  LineMap lines() {
    return unit.getLineMap();
  }

  int lineCount() {
    return (int) text().lines().count();
  }

  /** The lines that say something to the compiler: no comments, Javadoc and blank lines. */
  int codeLines() {
    var code = TEXT_OR_COMMENT.matcher(text()).replaceAll(SourceFile::textAlone);
    return (int) code.lines().filter(line -> !line.isBlank()).count();
  }

  private static String textAlone(MatchResult found) {
    return found.group().startsWith("/") ? "" : Matcher.quoteReplacement(found.group());
  }

  private String text() {
    try {
      return unit.getSourceFile().getCharContent(true).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long firstLine(Tree tree) {
    return lines().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  long lastLine(Tree tree) {
    return lines().getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
  }

  @Nullable String javadoc(TreePath path) {
    return trees.getDocComment(path);
  }
}
