package org.offhook.lab;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.offhook.interop.ScenariosProgram;
import org.offhook.lab.bench.ParseProgram;
import org.offhook.lab.fuzz.FuzzProgram;
import org.offhook.lab.hostile.DayProgram;
import org.offhook.lab.hostile.HostileProgram;
import org.offhook.lab.hostile.PublicationsProgram;
import org.offhook.lab.hostile.SubscriptionsProgram;
import org.offhook.lab.hostile.TransportsProgram;
import org.offhook.lab.interop.InteropProgram;
import org.offhook.lab.ledger.LedgerProgram;
import org.offhook.lab.load.HeapProgram;
import org.offhook.lab.load.LoadProgram;
import org.offhook.lab.load.OverloadProgram;
import org.offhook.lab.load.StartProgram;
import org.offhook.lab.mutate.MutateProgram;
import org.offhook.lab.soak.SoakProgram;

/** Runs one program of the laboratory by its name, and lists them without one. */
public final class Main {

  /** A program: what it is for, and how it runs. */
  private record Program(String purpose, Body body) {}

  /** Returns the exit code. */
  @FunctionalInterface
  private interface Body {
    int run(List<String> arguments) throws Exception;
  }

  private static final Map<String, Program> PROGRAMS =
      new TreeMap<>(
          Map.ofEntries(
              entry(
                  "day",
                  "calls and registrations through a virtual day; CALLS",
                  arguments -> DayProgram.run(root(), arguments)),
              entry(
                  "fuzz",
                  "mutated input for one part of the library; TARGET, COUNT, SEED",
                  arguments -> FuzzProgram.run(root(), arguments)),
              entry("heap", "heap per call and per lingering transaction", HeapProgram::run),
              entry(
                  "hostile",
                  "calls with every feature through a bad simulated network; CALLS",
                  arguments -> HostileProgram.run(root(), arguments)),
              entry(
                  "interop",
                  "the tests against SIPp, Kamailio, baresip and Linphone; ROUNDS, CLASS",
                  arguments -> InteropProgram.run(root(), arguments)),
              entry(
                  "ledger",
                  "copies the requirements ledger of the last build into docs",
                  arguments -> LedgerProgram.refresh(root())),
              entry(
                  "load",
                  "CPU per call and per OPTIONS beside JAIN-SIP, driven by SIPp",
                  LoadProgram::run),
              entry(
                  "mutate",
                  "breaks the code rule by rule and checks that a test notices",
                  arguments -> MutateProgram.run(root(), arguments)),
              entry(
                  "overload",
                  "twice the capacity of a callee that has half a core; jain",
                  OverloadProgram::run),
              entry("parse", "parses and serialises beside JAIN-SIP, with JMH", ParseProgram::run),
              entry(
                  "publications",
                  "days of publications through a bad simulated network; PUBLICATIONS",
                  arguments -> PublicationsProgram.run(root(), arguments)),
              entry(
                  "scenarios",
                  "each SIPp scenario about calls with many at once; CALLS, NAME-PREFIX, RATE",
                  ScenariosProgram::run),
              entry(
                  "soak",
                  "mixed traffic over real sockets, with restarts, and what is left of it; MINUTES,"
                      + " RATE",
                  SoakProgram::run),
              entry("startup", "milliseconds to the first answered OPTIONS", StartProgram::run),
              entry(
                  "subscriptions",
                  "a week of subscriptions through a bad simulated network; SUBSCRIPTIONS",
                  arguments -> SubscriptionsProgram.run(root(), arguments)),
              entry(
                  "transports",
                  "all transports at once through a bad network, beside a wrong peer; WORLDS",
                  arguments -> TransportsProgram.run(root(), arguments))));

  private Main() {}

  private static Map.Entry<String, Program> entry(String name, String purpose, Body body) {
    return Map.entry(name, new Program(purpose, body));
  }

  /**
   * Ends with the program's exit code, or 2 if there is no such program.
   *
   * @param arguments the name, then what the program takes
   * @throws Exception whatever the program could not handle
   */
  public static void main(String[] arguments) throws Exception {
    var program = arguments.length == 0 ? null : PROGRAMS.get(arguments[0]);
    if (program == null) {
      System.err.println("usage: ./offhook-lab NAME [ARGUMENT...]");
      PROGRAMS.forEach((name, each) -> System.err.printf("  %-14s %s%n", name, each.purpose()));
      System.exit(2);
      return;
    }
    System.exit(program.body().run(Arrays.asList(arguments).subList(1, arguments.length)));
  }

  /** The folder of the project. */
  private static Path root() {
    return Path.of(System.getProperty("offhook.root", ".")).toAbsolutePath();
  }
}
