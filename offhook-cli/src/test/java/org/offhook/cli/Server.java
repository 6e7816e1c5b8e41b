package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A command that runs in this process until it is stopped. */
final class Server implements AutoCloseable {

  private static final long PATIENCE = 20;

  /** Lines as they are written. */
  private static final class Lines extends OutputStream {
    final LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
    private final StringBuilder all = new StringBuilder();
    private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

    @Override
    public void write(int b) {
      if (b == '\n') {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        all.append(text).append('\n');
        ready.add(text);
      } else {
        line.write(b);
      }
    }
  }

  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final Stop stop = new Stop();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private Server() {}

  /** Starts one and waits until it can be called. */
  static Server start(String... words) {
    var server = new Server();
    var place =
        new Surroundings(
            new Report(
                new PrintStream(server.out, true, StandardCharsets.UTF_8),
                new PrintStream(server.err, true, StandardCharsets.UTF_8)),
            InputStream.nullInputStream(),
            Map.<String, String>of()::get,
            server.stop);
    Thread.ofPlatform()
        .daemon()
        .name("server under test")
        .start(() -> server.code.complete(Main.run(words, place)));
    return server;
  }

  /** The next line on standard output that fits. */
  String line(Predicate<String> wanted) throws InterruptedException {
    return next(out, wanted);
  }

  /** The next line on standard error that fits. */
  String errorLine(Predicate<String> wanted) throws InterruptedException {
    return next(err, wanted);
  }

  private static String next(Lines from, Predicate<String> wanted) throws InterruptedException {
    while (true) {
      var line = from.ready.poll(PATIENCE, TimeUnit.SECONDS);
      assertThat(line).as("a line that fits, after%n%s", from.all).isNotNull();
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** Waits until it listens; returns where, as {@code 127.0.0.1:5060}. */
  String address() throws InterruptedException {
    var line = line(text -> text.startsWith("listening on "));
    return line.substring("listening on udp:".length());
  }

  /** Stops it; returns the exit code. */
  int stop() {
    stop.ask();
    return code.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
  }
}
