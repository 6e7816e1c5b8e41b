package org.offhook.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** A few small files that break rules on purpose, compiled apart from everything else. */
final class Sample {

  private final Path folder;
  private final List<Path> files = new ArrayList<>();

  Sample(Path folder) {
    this.folder = folder;
  }

  /** Adds a file; its place follows from the text. */
  Sample file(String name, String text) {
    var packageName = text.replaceFirst("(?s).*?package ([\\w.]+);.*", "$1");
    var file = folder.resolve("src").resolve(packageName.replace('.', '/')).resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.add(file);
    return this;
  }

  CodeBase compile() {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var target = folder.resolve("classes");
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      Files.createDirectories(target);
      var options = List.of("-proc:none", "-nowarn", "-d", target.toString());
      var units = manager.getJavaFileObjectsFromPaths(files);
      if (!compiler.getTask(null, manager, null, options, null, units).call()) {
        throw new IllegalStateException("The sample does not compile");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CodeBase.ofSample(folder.resolve("src"), target);
  }
}
