package org.offhook.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.offhook.testing.Rfc;

/** Tags are read from class files as they were written. */
class TestScanTest {

  @TempDir Path folder;

  @Test
  void findsTagsAndWhatKeepsThemFromRunning() throws IOException {
    compile(
        """
        import org.junit.jupiter.api.*;
        import org.junit.jupiter.api.condition.*;
        import org.junit.jupiter.params.ParameterizedTest;
        import org.offhook.testing.Rfc;
        class Tagged {
          @Test void untagged() {}
          @Test @Rfc("TX-01") void one() {}
          @ParameterizedTest @Rfc({"TX-01", "TX-02"}) void two(int i) {}
          @Rfc("TX-01") void bystander() {}
          @Test @Disabled @Rfc("TX-01") void off() {}
          @Test @DisabledOnOs(OS.LINUX) @Rfc("TX-01") void offHere() {}
          @Nested @Disabled class Inner { @Test @Rfc("TX-02") void off() {} }
        }
        """);

    assertThat(TestScan.of(List.of(folder)))
        .containsExactly(
            new TaggedTest("Tagged", "bystander", List.of("TX-01"), false, false),
            new TaggedTest("Tagged", "off", List.of("TX-01"), true, true),
            new TaggedTest("Tagged", "offHere", List.of("TX-01"), true, true),
            new TaggedTest("Tagged", "one", List.of("TX-01"), false, true),
            new TaggedTest("Tagged", "two", List.of("TX-01", "TX-02"), false, true),
            new TaggedTest("Tagged$Inner", "off", List.of("TX-02"), true, true));
    assertThat(TestScan.names(List.of(folder)))
        .containsExactlyInAnyOrder(
            "Tagged#untagged",
            "Tagged#one",
            "Tagged#two",
            "Tagged#off",
            "Tagged#offHere",
            "Tagged.Inner#off");
  }

  private void compile(String text) throws IOException {
    var source = folder.resolve("Tagged.java");
    Files.writeString(source, text);
    var path =
        Stream.of(Rfc.class, Test.class, ParameterizedTest.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var options = List.of("-proc:none", "-nowarn", "-cp", path, "-d", folder.toString());
      var units = manager.getJavaFileObjects(source);
      assertThat(compiler.getTask(null, manager, null, options, null, units).call()).isTrue();
    }
  }
}
