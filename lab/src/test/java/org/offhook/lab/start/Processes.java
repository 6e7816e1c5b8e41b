package org.offhook.lab.start;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.offhook.architecture.Project;

/** Runs programs from outside, as a user does. */
final class Processes {

  /** What came of it: standard output and error together. */
  record Result(int code, String output) {}

  private Processes() {}

  static Result run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var output = Files.createTempFile("offhook-", ".txt");
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output.toFile()).redirectInput(new File("/dev/null"));
      builder.environment().putAll(environment);
      var code = builder.start().waitFor();
      return new Result(code, Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /** A tool of the virtual machine that runs this test. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** The module path of these modules as Maven packed them, and of the libraries of these types. */
  static String modulePath(List<String> modules, List<Class<?>> libraries) {
    var packed = modules.stream().map(Processes::packed);
    var needed =
        libraries.stream()
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath());
    return Stream.concat(packed, needed).collect(Collectors.joining(File.pathSeparator));
  }

  private static String packed(String module) {
    var target = Project.root().resolve(module).resolve("target");
    try (var files = Files.newDirectoryStream(target, module + "-*.jar")) {
      for (var file : files) {
        if (!file.toString().matches(".*-(sources|javadoc|tests)\\.jar")) {
          return file.toString();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(module + " is not packed; run mvn verify", e);
    }
    return target.resolve("classes").toString();
  }
}
