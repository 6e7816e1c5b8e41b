package org.offhook.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.offhook.Listen;
import org.offhook.ListenException;
import org.offhook.net.TlsException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The {@code offhook} command. Only the command that is asked for is loaded, so that a short one
 * starts quickly.
 */
public final class Main {

  static final Map<String, Supplier<? extends Command>> COMMANDS =
      Map.ofEntries(
          Map.entry("demo", DemoCommand::new),
          Map.entry("registrar", RegistrarCommand::new),
          Map.entry("register", RegisterCommand::new),
          Map.entry("call", CallCommand::new),
          Map.entry("serve", ServeCommand::new),
          Map.entry("message", MessageCommand::new),
          Map.entry("options", OptionsCommand::new),
          Map.entry("subscribe", SubscribeCommand::new),
          Map.entry("publish", PublishCommand::new),
          Map.entry("dig", DigCommand::new),
          Map.entry("parse", ParseCommand::new));

  /** The commands as help lists them. */
  static final List<String> ORDER =
      List.of(
          "demo",
          "register",
          "call",
          "serve",
          "message",
          "options",
          "dig",
          "subscribe",
          "publish",
          "registrar",
          "parse");

  private final Surroundings place;
  private final Map<String, Supplier<? extends Command>> commands;

  private Main(Surroundings place, Map<String, Supplier<? extends Command>> commands) {
    this.place = place;
    this.commands = commands;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    var stop = new Stop();
    Signals.stop(stop);
    int code =
        run(args, new Surroundings(new Report(out, System.err), System.in, System::getenv, stop));
    out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }

  /**
   * Runs a command in this process; it ends by itself.
   *
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, new Surroundings(new Report(out, err), System.in, System::getenv, new Stop()));
  }

  static int run(String[] args, Surroundings place) {
    return run(args, place, COMMANDS);
  }

  static int run(
      String[] args, Surroundings place, Map<String, Supplier<? extends Command>> commands) {
    place.stop().begin();
    try {
      return new Main(place, commands).run(args);
    } finally {
      place.stop().over();
      place.report().flush();
    }
  }

  private int run(String[] args) {
    var line = line(wanted(args), commands);
    line.setOut(new PrintWriter(place.report().out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(place.report().err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((fault, words) -> wrongUsage(fault));
    line.setExecutionExceptionHandler((fault, at, parsed) -> failed(fault, at));
    line.setExecutionStrategy(this::execute);
    return line.execute(args);
  }

  /** The options parser with these commands. */
  static CommandLine line(List<String> names, Map<String, Supplier<? extends Command>> commands) {
    var line = new CommandLine(new Root());
    for (var name : names) {
      var make = commands.get(name);
      if (make != null) {
        line.addSubcommand(name, make.get());
      }
    }
    line.registerConverter(Listen.class, Main::listen);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    return line;
  }

  /** The command that is named, or all, for the list of them. */
  private static List<String> wanted(String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      return List.of();
    }
    return args.length > 0 && ORDER.contains(args[0]) ? List.of(args[0]) : ORDER;
  }

  private static Listen listen(String text) {
    try {
      return Listen.parse(text);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private int execute(CommandLine.ParseResult parsed) {
    var help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    var commands = parsed.asCommandLineList();
    var last = commands.get(commands.size() - 1);
    if (!(last.getCommand() instanceof Command command)) {
      throw new ParameterException(last, "say what to do");
    }
    command.runIn(place);
    return new CommandLine.RunLast().execute(parsed);
  }

  private int wrongUsage(ParameterException fault) {
    var name = fault.getCommandLine().getCommandSpec().qualifiedName();
    var text = String.valueOf(fault.getMessage()).lines().findFirst().orElse("wrong usage");
    return error(name, text + "; see '" + name + " --help'", ExitCode.USAGE);
  }

  private int failed(Exception fault, CommandLine at) {
    var name = at.getCommandSpec().qualifiedName();
    if (at.getCommand() instanceof Command command && command.debug) {
      fault.printStackTrace(place.report().err());
    }
    return switch (fault) {
      case Failure failure -> error(name, text(failure), failure.code());
      case TlsException faulty -> error(name, text(faulty), ExitCode.UNREACHABLE);
      case ListenException refused -> error(name, text(refused), ExitCode.UNREACHABLE);
      case InterruptedException stopped ->
          error(name, "stopped before it was done", ExitCode.REFUSED);
      default ->
          error(
              name,
              "unexpected " + fault + "; run it with --debug and report what it shows",
              ExitCode.REFUSED);
    };
  }

  private static String text(Exception fault) {
    return String.valueOf(fault.getMessage());
  }

  private int error(String name, String text, int code) {
    if (place.report().isJson()) {
      place.report().result(Json.event("error").put("reason", text).put("exit", code), "");
    }
    place.report().flush();
    var line = Report.clean(text).replace('\n', ' ');
    place.report().err().print(name + ": " + line + "\n");
    place.report().err().flush();
    return code;
  }
}
