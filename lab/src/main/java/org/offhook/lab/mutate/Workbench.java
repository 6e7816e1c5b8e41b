package org.offhook.lab.mutate;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the tests and the broken classes into a folder that is thrown away at the end. */
final class Workbench implements AutoCloseable {

  /** What became of one broken class: its folder, or why there is none. */
  record Broken(Path folder, String fault) {
    boolean isReady() {
      return fault.isEmpty();
    }
  }

  private final Path root;
  private final Path folder;
  private final JavaCompiler compiler;
  private final StandardJavaFileManager files;
  private final Map<Path, String> sources = new HashMap<>();
  private int count;

  Workbench(Path root) throws IOException {
    var found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new IOException("this Java has no compiler: a JDK is needed");
    }
    this.root = root;
    this.compiler = found;
    this.files = found.getStandardFileManager(null, null, StandardCharsets.UTF_8);
    this.folder = Files.createTempDirectory("offhook-mutate");
  }

  /** Where compiled tests and their resources are. */
  List<Path> testFolders() throws IOException {
    var all = new ArrayList<Path>();
    all.add(tests());
    all.addAll(roots("src/test/resources"));
    return all;
  }

  private Path tests() {
    return folder.resolve("tests");
  }

  /**
   * Compiles the tests, with what they use of other tests, and returns what is wrong with them;
   * empty if nothing.
   */
  String compileTests(Collection<Mutation> mutations) throws IOException {
    var roots = roots("src/test/java");
    Set<Path> wanted = new TreeSet<>();
    for (var mutation : mutations) {
      var path = mutation.testClass().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
      roots.stream().map(each -> each.resolve(path)).filter(Files::exists).forEach(wanted::add);
    }
    var path = String.join(java.io.File.pathSeparator, roots.stream().map(Path::toString).toList());
    return compile(wanted, tests(), List.of("-sourcepath", path, "-implicit:class"));
  }

  /** Compiles the one class with the replacement in it. */
  Broken compileBroken(Mutation mutation) throws IOException {
    var into = folder.resolve("broken-" + ++count);
    var file = root.resolve(mutation.file());
    if (!Files.exists(file)) {
      return new Broken(into, "no such file");
    }
    var source = source(file);
    var unclear = mutation.whyUnclearIn(source);
    if (!unclear.isEmpty()) {
      return new Broken(into, unclear);
    }
    int at = source.indexOf(mutation.text());
    var copy = into.resolve("source").resolve(file.getFileName());
    Files.createDirectories(copy.getParent());
    var rest = source.substring(at + mutation.text().length());
    Files.writeString(copy, source.substring(0, at) + mutation.replacement() + rest);
    var classes = into.resolve("classes");
    var fault = compile(List.of(copy), classes, List.of("-implicit:none"));
    return new Broken(classes, fault.isEmpty() ? "" : "does not compile: " + fault);
  }

  /** An unbroken program. */
  Path nothing() {
    return folder.resolve("nothing");
  }

  private String source(Path file) {
    return sources.computeIfAbsent(
        file,
        path -> {
          try {
            return Files.readString(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private String compile(Collection<Path> sources, Path into, List<String> more)
      throws IOException {
    Files.createDirectories(into);
    var options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-Xlint:none", "-parameters"));
    options.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    options.addAll(List.of("-d", into.toString()));
    options.addAll(more);
    var said = new StringWriter();
    var units = files.getJavaFileObjectsFromPaths(sources);
    boolean good = compiler.getTask(said, files, null, options, null, units).call();
    return good ? "" : said.toString().strip().replaceFirst("(?s)^.*? error: (.*?)\n.*", "$1");
  }

  private List<Path> roots(String within) throws IOException {
    try (var modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve(within))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
