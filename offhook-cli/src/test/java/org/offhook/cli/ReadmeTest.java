package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offhook.Endpoint;

/** The examples of README.md: they compile, they are as short as promised, and they work. */
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @TempDir Path folder;

  private static List<String> examples() throws IOException {
    var text = Files.readString(Project.root().resolve("README.md"));
    var found = new ArrayList<String>();
    var blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      found.add(blocks.group(1));
    }
    return found;
  }

  /** Compiles statements into {@code NAME.run(Call)}. */
  private void compile(String name, String statements) throws IOException {
    var source =
        """
        import java.time.Duration;
        import org.offhook.*;
        import org.offhook.sdp.*;
        public class %s {
          public static void run(Call call0) throws Exception {
        %s  }
        }
        """
            .formatted(name, statements);
    var file = Files.writeString(folder.resolve(name + ".java"), source);
    var errors = new java.io.ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-cp",
                classPath(),
                "-d",
                folder.toString(),
                file.toString());
    assertThat(code).as(errors + "\n" + source).isZero();
  }

  private static String classPath() {
    var core = Endpoint.class.getProtectionDomain().getCodeSource().getLocation().toString();
    return Path.of(URI.create(core)) + File.pathSeparator + System.getProperty("java.class.path");
  }

  private void run(String name) throws Exception {
    try (var loader =
        new URLClassLoader(
            new java.net.URL[] {folder.toUri().toURL()}, Endpoint.class.getClassLoader())) {
      loader
          .loadClass(name)
          .getMethod("run", org.offhook.Call.class)
          .invoke(null, new Object[] {null});
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theyAreAsShortAsPromised() throws IOException {
    assertThat(examples()).hasSize(5);
    assertThat(examples().get(0).lines()).hasSizeLessThanOrEqualTo(12);
    assertThat(examples().get(1).lines()).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void theSwitchCompiles() throws IOException {
    compile("Outcomes", examples().get(2).replace("call.", "call0."));
  }

  @Test
  void theTransfersCompile() throws IOException {
    compile(
        "Transferor",
        "Endpoint phone = null; SessionDescription sdp = null;\n" + examples().get(3));
    compile(
        "Transferee",
        "Endpoint phone = null;\n"
            + examples()
                .get(4)
                .replace("isTrusted(refer.referredBy())", "refer.referredBy().isPresent()")
                .replace("Status.", "org.offhook.message.Status."));
  }

  @Test
  void theCallIsMade() throws Exception {
    try (var registrar =
        Server.start(
            "registrar",
            "--listen",
            "sip:127.0.0.1:0",
            "--account",
            "alice:secret",
            "--account",
            "bob:builder")) {
      var address = registrar.address();
      try (var bob =
          Server.start(
              "serve",
              "--listen",
              "sip:127.0.0.1:0",
              "--aor",
              "sip:bob@" + address,
              "--password",
              "builder",
              "--register",
              "sip:" + address)) {
        bob.line(line -> line.startsWith("registered"));
        compile(
            "Caller",
            examples()
                .get(0)
                .replace("\"192.0.2.1\", 5060", "\"127.0.0.1\", 0")
                .replace("192.0.2.1", "127.0.0.1")
                .replace("example.com", address)
                .replace("ofSeconds(5)", "ofMillis(5)"));
        run("Caller");
        bob.line("established"::equals);
        bob.line(line -> line.startsWith("ended: "));
      }
    }
  }

  @Test
  void theCalleeAnswers() throws Exception {
    int port = freePort();
    compile(
        "Callee",
        examples().get(1).replace("192.0.2.2", "127.0.0.1").replace("5060", String.valueOf(port)));
    var ended = new CompletableFuture<Throwable>();
    var callee =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    run("Callee");
                  } catch (InvocationTargetException e) {
                    ended.complete(e.getCause());
                  } catch (Exception | LinkageError e) {
                    ended.complete(e);
                  }
                });
    // Until it listens its port is unreachable, which is told at once.
    var pinged = Run.of("options", "sip:127.0.0.1:" + port, "--timeout", "20");
    for (int n = 0; n < 500 && pinged.code() != 0; n++) {
      pinged = Run.of("options", "sip:127.0.0.1:" + port, "--timeout", "20");
    }
    assertThat(pinged.code()).as(pinged.err()).isZero();
    var run = Run.of("call", "sip:bob@127.0.0.1:" + port, "--duration", "0");
    assertThat(run.code()).as(run.err()).isZero();
    callee.interrupt();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }
}
