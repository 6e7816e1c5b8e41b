package org.offhook.lab.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.java_websocket.drafts.Draft_6455;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.nop.NOPServiceProvider;
import org.xbill.DNS.Name;
import picocli.CommandLine;

/** The packed modules work on the module path, for the command and for a stranger's module. */
class ModulePathTest {

  private static final List<Class<?>> LIBRARIES =
      List.of(Logger.class, NOPServiceProvider.class, Name.class);

  @TempDir Path folder;

  @Test
  void theDemoRunsAsModules() throws IOException, InterruptedException {
    var libraries = new ArrayList<Class<?>>(LIBRARIES);
    libraries.add(CommandLine.class);
    var modules =
        Processes.modulePath(List.of("offhook-core", "offhook-server", "offhook-cli"), libraries);

    var demo =
        Processes.run(
            List.of(
                Processes.tool("java"),
                "--module-path=" + modules,
                "--module=org.offhook.cli/org.offhook.cli.Main",
                "demo"),
            Map.of());

    assertThat(demo.output()).contains("INVITE", "BYE", "200");
    assertThat(demo.code()).isZero();
  }

  @Test
  void webSocketIsThereWithItsModuleAndSaysWhatToAddWithout() throws Exception {
    var modules = List.of("offhook-core", "offhook-server", "offhook-cli");
    var libraries = new ArrayList<Class<?>>(LIBRARIES);
    libraries.add(CommandLine.class);
    var without = Processes.modulePath(modules, libraries);
    libraries.add(Draft_6455.class);
    var more = new ArrayList<>(modules);
    more.add("offhook-websocket");
    var with = Processes.modulePath(more, libraries);

    assertThat(optionsByWebSocket(without)).contains("add the artifact offhook-websocket");
    assertThat(optionsByWebSocket(with)).contains("connection refused");
  }

  /** To port 9 of this host, where nobody listens. */
  private static String optionsByWebSocket(String modules)
      throws IOException, InterruptedException {
    return Processes.run(
            List.of(
                Processes.tool("java"),
                "--module-path=" + modules,
                "--module=org.offhook.cli/org.offhook.cli.Main",
                "options",
                "sip:127.0.0.1:9;transport=ws"),
            Map.of())
        .output();
  }

  @Test
  void aModuleOfAnotherProjectUsesCoreAndTestkit() throws IOException, InterruptedException {
    var modules =
        Processes.modulePath(
            List.of("offhook-core", "offhook-server", "offhook-testkit"), LIBRARIES);
    var app = folder.resolve("src/com/example/app/App.java");
    Files.createDirectories(app.getParent());
    Files.writeString(folder.resolve("src/module-info.java"), DESCRIPTOR);
    Files.writeString(app, PROGRAM);
    var classes = folder.resolve("classes");

    var compiled =
        Processes.run(
            List.of(
                Processes.tool("javac"),
                "--release=21",
                "--module-path=" + modules,
                "-d",
                classes.toString(),
                folder.resolve("src/module-info.java").toString(),
                app.toString()),
            Map.of());
    assertThat(compiled.output()).doesNotContain("error:");

    var run =
        Processes.run(
            List.of(
                Processes.tool("java"),
                "--module-path=" + modules + File.pathSeparator + classes,
                "--module=com.example.app/com.example.app.App"),
            Map.of());
    assertThat(run.output()).contains("200 after 40 ms");
    assertThat(run.code()).isZero();
  }

  private static final String DESCRIPTOR =
      """
      module com.example.app {
        requires org.offhook.core;
        requires org.offhook.testkit;
      }
      """;

  private static final String PROGRAM =
      """
      package com.example.app;

      import java.time.Duration;
      import org.offhook.Endpoint;
      import org.offhook.EndpointOptions;
      import org.offhook.Listen;
      import org.offhook.RequestOutcome.Answered;
      import org.offhook.net.Host;
      import org.offhook.testkit.SimWorld;

      public final class App {
        public static void main(String[] arguments) throws Exception {
          try (var world = new SimWorld(1)) {
            var alice = world.host("alice", "10.0.0.1");
            var bob = world.host("bob", "10.0.0.2");
            world.network().all().latency(Duration.ofMillis(20));
            world.run(
                () -> {
                  try (var callee = on(bob, "10.0.0.2");
                      var caller = on(alice, "10.0.0.1")) {
                    if (caller.options("sip:10.0.0.2").awaitOk() instanceof Answered answer) {
                      var took = answer.roundTrip().toMillis();
                      System.out.println(answer.status().code() + " after " + took + " ms");
                    }
                  }
                });
          }
        }

        private static Endpoint on(Host host, String address) throws InterruptedException {
          return Endpoint.start(
              EndpointOptions.builder().host(host).listen(Listen.sip(address, 5060)).build());
        }
      }
      """;
}
