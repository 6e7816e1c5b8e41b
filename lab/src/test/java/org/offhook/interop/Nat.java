package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Network namespaces with a NAT between them, as {@code lab/interop/nat/nat} makes them. */
final class Nat implements AutoCloseable {

  /** Who is behind the NAT. */
  static final String INSIDE = "10.77.1.2";

  /** Who is before it. */
  static final String OUTSIDE = "10.77.2.2";

  /** The telephones behind it: how they register. */
  static final List<String> USERS = List.of("udp", "tcp", "udp-outbound", "tcp-outbound");

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name =
      "offhook" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();

  private Nat() {}

  static Nat up() throws IOException, InterruptedException {
    var nat = new Nat();
    try {
      nat.run("up");
      return nat;
    } catch (IOException | InterruptedException | AssertionError e) {
      nat.close();
      throw e;
    }
  }

  /** All bindings are forgotten; new ones take other ports outside. */
  void move(int from, int to) throws IOException, InterruptedException {
    run("move", Integer.toString(from), Integer.toString(to));
  }

  /** So many of a hundred packets are lost from now on. */
  void drop(int percent) throws IOException, InterruptedException {
    run("drop", Integer.toString(percent));
  }

  /** Starts a program of this project on one side: {@code in} or {@code out}. */
  Child start(String side, Class<?> program, String... arguments) throws IOException {
    var command = command("exec", side);
    command.addAll(OffhookCommand.line(program, arguments));
    return Child.start(command, Map.of());
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<>(List.of(Script.at("nat/nat").toString(), name));
    command.addAll(List.of(arguments));
    return command;
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    try (var child = Child.start(command(arguments), Map.of())) {
      int code = child.exit(PATIENCE);
      if (code != 0) {
        throw new AssertionError(
            String.join(" ", arguments) + " ended with " + code + ":\n" + child.output());
      }
    }
  }

  @Override
  public void close() {
    try {
      run("down");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
