package org.offhook.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rules look at: the sources and compiled classes of one module.
 *
 * @param name for messages
 * @param sources of the main code
 * @param testSources of the tests
 * @param classes of the main code
 * @param testClasses of the tests
 */
record CodeBase(
    String name,
    List<SourceFile> sources,
    List<SourceFile> testSources,
    JavaClasses classes,
    JavaClasses testClasses) {

  /** The module in this folder, which Maven has compiled. */
  static CodeBase ofModule(Path folder) {
    return new CodeBase(
        String.valueOf(folder.getFileName()),
        SourceFile.parse(javaFiles(folder.resolve("src/main/java"))),
        SourceFile.parse(javaFiles(folder.resolve("src/test/java"))),
        classes(folder.resolve("target/classes")),
        classes(folder.resolve("target/test-classes")));
  }

  /** Sources and classes in one folder, as a proof compiles them. */
  static CodeBase ofSample(Path sources, Path compiled) {
    var parsed = SourceFile.parse(javaFiles(sources));
    var imported = classes(compiled);
    return new CodeBase("sample", parsed, parsed, imported, imported);
  }

  List<SourceFile> allSources() {
    var all = new ArrayList<>(sources);
    all.addAll(testSources);
    return all;
  }

  private static JavaClasses classes(Path folder) {
    return new ClassFileImporter().importPath(folder);
  }

  private static List<Path> javaFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
