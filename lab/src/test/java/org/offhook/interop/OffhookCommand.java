package org.offhook.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.cli.Main;
import org.offhook.server.SipServer;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import picocli.CommandLine;

/** The {@code offhook} command, or another program, in a virtual machine of its own. */
final class OffhookCommand {

  private OffhookCommand() {}

  static Child start(String... arguments) throws IOException {
    return start(Main.class, arguments);
  }

  /** Starts the main method of a class of this project. */
  static Child start(Class<?> program, String... arguments) throws IOException {
    return Child.start(line(program, arguments), Map.of());
  }

  /** The command line that does so. */
  static List<String> line(Class<?> program, String... arguments) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes =
        Stream.of(
                program,
                Phones.class,
                Main.class,
                SipServer.class,
                Endpoint.class,
                CommandLine.class,
                Name.class,
                LoggerFactory.class,
                Nullable.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classes));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
