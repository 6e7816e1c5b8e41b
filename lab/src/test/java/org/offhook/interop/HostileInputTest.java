package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.offhook.Alive;
import org.offhook.IncomingCall;
import org.offhook.message.SipUri;
import org.offhook.message.Status;

/** Bad input to an endpoint, and to the command, while calls and OPTIONS of others go on. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class HostileInputTest {

  private static final long SEED = 20_261_122;
  private static final Duration DRIBBLE = Duration.ofSeconds(6);

  /** Everything at once; then what is left dies down. */
  @Test
  void otherCallsGoOnAtAnEndpointAndNothingIsLeft() throws Exception {
    var tap = new Tapped();
    try (var endpoint =
        Phones.start(
            "service",
            builder ->
                builder
                    .tap(tap)
                    .timers(
                        Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(500)))) {
      endpoint.onCall(HostileInputTest::serve);
      endpoint.onRequest(request -> request.respond(Status.OK));
      int port = Wire.UDP.portOf(endpoint);
      assertThat(Wire.TCP.portOf(endpoint)).isEqualTo(port);
      try (var neighbour = new GoodNeighbour(port, 200)) {
        attack(port, neighbour);
      }
      assertThat(tap.count("<- ")).isGreaterThan(2L * HostilePeer.torture().size());
      assertThat(tap.saw("-> SIP/2.0 400")).isTrue();
      assertThat(Alive.afterRest(endpoint, Duration.ofSeconds(40)).isNothing())
          .as("%s", Alive.in(endpoint))
          .isTrue();
    }
  }

  /** Answers the neighbour; a caller of a torture message is refused, as nobody would hear it. */
  private static void serve(IncomingCall call) throws Exception {
    if (call.request().from().uri() instanceof SipUri uri
        && uri.user().orElse("").equals("neighbour")) {
      Phones.ANSWER.handle(call);
    } else {
      call.reject(Status.BUSY_HERE);
    }
  }

  @Test
  void otherCallsGoOnAtTheServeCommand() throws Exception {
    try (var command =
        OffhookCommand.start("serve", "--listen", "sip:127.0.0.1:0", "--answer", "486")) {
      command.await(
          "listening line",
          Duration.ofSeconds(40),
          () -> command.output().contains("listening on tcp:127.0.0.1:"));
      int port = port(command, "udp");
      assertThat(port(command, "tcp")).isEqualTo(port);
      try (var neighbour = new GoodNeighbour(port, 486)) {
        attack(port, neighbour);
      }
      command.process().destroy();
      assertThat(command.exit(Phones.PATIENCE)).as(command.output()).isZero();
    }
  }

  private static int port(Child command, String transport) throws IOException {
    var line = Pattern.compile("listening on " + transport + ":127\\.0\\.0\\.1:(\\d+)");
    var match = line.matcher(command.output());
    assertThat(match.find()).as(command.output()).isTrue();
    return Integer.parseInt(match.group(1));
  }

  private static void attack(int port, GoodNeighbour neighbour) throws Exception {
    var peer = new HostilePeer(port);
    neighbour.stillServed();
    var dribble = inBackground(() -> peer.dribble(neighbour.endpoint(), DRIBBLE));
    try (var unread = peer.neverRead()) {
      assertThat(unread.isOpen()).isTrue();
      peer.tortureByDatagram();
      neighbour.stillServed();
      peer.tortureByStream();
      neighbour.stillServed();
      peer.randomByDatagram(SEED);
      neighbour.stillServed();
      peer.randomByStream(SEED);
      neighbour.stillServed();
      dribble.get(60, TimeUnit.SECONDS);
      neighbour.stillServed();
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Task {
    void run() throws Exception;
  }

  private static CompletableFuture<Boolean> inBackground(Task task) {
    var done = new CompletableFuture<Boolean>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                task.run();
                done.complete(true);
              } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }
}
