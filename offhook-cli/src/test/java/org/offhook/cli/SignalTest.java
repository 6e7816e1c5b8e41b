package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.offhook.Endpoint;
import org.offhook.server.SipServer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A process of its own, ended as an operating system ends it. */
class SignalTest {

  private static String classPath() {
    return Stream.of(
            Main.class, Endpoint.class, SipServer.class, CommandLine.class, LoggerFactory.class)
        .map(type -> Path.of(location(type)).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static URI location(Class<?> type) {
    return URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  @Test
  void aServerStopsCleanlyAtSigterm() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "org.offhook.cli.Main",
                "serve",
                "--listen",
                "udp:127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = process.inputReader()) {
      assertThat(lines.readLine()).startsWith("listening on udp:127.0.0.1:");
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(lines.readLine()).isEqualTo("stopping");
    } finally {
      process.destroyForcibly();
    }
  }
}
