package org.offhook.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.Outcome;
import org.offhook.Pending;
import org.offhook.RequestEvent;
import org.offhook.SipEvent;
import org.offhook.StillPendingException;
import org.offhook.message.Status;
import org.offhook.sdp.Direction;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.transport.WireTap;

/**
 * A registrar/proxy and user agents on loopback that register, call, hold, resume, send a message,
 * transfer and hang up. A step counts only if both ends saw it.
 */
final class Demo {

  /** What is shown, in this order. */
  enum Step {
    REGISTER_ALICE(
        "alice registers, with digest",
        "alice > proxy: REGISTER",
        "proxy > alice: 401",
        "alice > proxy: REGISTER (digest",
        "proxy > alice: 200"),
    REGISTER_BOB(
        "bob registers, with digest",
        "bob > proxy: REGISTER",
        "proxy > bob: 401",
        "bob > proxy: REGISTER (digest",
        "proxy > bob: 200"),
    CALL(
        "alice calls bob",
        "alice > proxy: INVITE (digest",
        "proxy > bob: INVITE",
        "bob > proxy: 180",
        "proxy > alice: 180",
        "bob > proxy: 200",
        "proxy > alice: 200",
        "alice > proxy: ACK",
        "proxy > bob: ACK"),
    HOLD(
        "alice holds",
        "alice > proxy: INVITE (sendonly",
        "proxy > bob: INVITE (sendonly",
        "bob > proxy: 200 OK (recvonly",
        "proxy > alice: 200 OK (recvonly",
        "alice > proxy: ACK",
        "proxy > bob: ACK"),
    RESUME(
        "alice resumes",
        "alice > proxy: INVITE",
        "proxy > bob: INVITE",
        "bob > proxy: 200",
        "proxy > alice: 200",
        "alice > proxy: ACK",
        "proxy > bob: ACK"),
    MESSAGE(
        "alice sends bob a message",
        "alice > proxy: MESSAGE (digest",
        "proxy > bob: MESSAGE",
        "bob > proxy: 200",
        "proxy > alice: 200"),
    TRANSFER(
        "alice transfers bob to carol",
        "alice > proxy: REFER",
        "proxy > bob: REFER",
        "bob > proxy: 200 OK",
        "proxy > alice: 200 OK",
        "bob > proxy: INVITE (carol, digest",
        "proxy > bob: 180 Ringing (carol",
        "proxy > bob: 200 OK (carol",
        "bob > proxy: ACK (carol",
        "bob > proxy: NOTIFY (200 OK",
        "proxy > alice: NOTIFY (200 OK",
        "alice > proxy: BYE",
        "proxy > bob: BYE"),
    HANG_UP("bob hangs up on carol", "bob > proxy: BYE (carol", "proxy > bob: 200 OK (carol");

    final String title;

    private final String arrows;

    Step(String title, String... arrows) {
      this.title = title;
      this.arrows = String.join("\n", arrows);
    }

    /** How the arrows begin that belong to the step, at both ends. */
    List<String> arrows() {
      return arrows.lines().toList();
    }
  }

  /** Looks on before each step; a test may break something there. */
  interface Onlooker {
    void before(Step step, Cast cast);
  }

  /** Who takes part; carol's messages are not drawn. */
  record Cast(Endpoint alice, Endpoint bob, Endpoint carol) {}

  /** What was seen of a step at each end, and what was not. */
  record Result(Step step, boolean ok, String detail) {}

  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final String DOMAIN = "demo.invalid";
  private static final String TEXT = "hello bob";

  private final Ladder ladder;
  private final Onlooker onlooker;
  private final List<Result> results = new ArrayList<>();

  Demo(Ladder ladder, Onlooker onlooker) {
    this.ladder = ladder;
    this.onlooker = onlooker;
  }

  /** Runs all steps up to the first that fails. */
  List<Result> run() throws InterruptedException {
    try (var server = server();
        var alice = agent(server, "alice", ladder.left());
        var bob = agent(server, "bob", ladder.right());
        var carol = agent(server, "carol", null)) {
      new Stage(server, new Cast(alice, bob, carol)).play();
    }
    return List.copyOf(results);
  }

  private static SipServer server() throws InterruptedException {
    return SipServer.start(
        SipServerOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .domain(DOMAIN)
            .user("alice", word("alice"))
            .user("bob", word("bob"))
            .user("carol", word("carol"))
            .authenticate(Authenticate.ALL)
            .build());
  }

  private static String word(String name) {
    return "secret of " + name;
  }

  private static Endpoint agent(SipServer server, String name, @Nullable WireTap tap)
      throws InterruptedException {
    var proxy = server.listening().getFirst().address();
    var options =
        EndpointOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .aor("sip:" + name + "@" + DOMAIN)
            .credentials(name, word(name))
            .outboundProxy("sip:127.0.0.1:" + proxy.getPort());
    return Endpoint.start((tap == null ? options : options.tap(tap)).build());
  }

  /** One run. */
  private final class Stage {
    private final SipServer server;
    private final Endpoint alice;
    private final Endpoint bob;
    private final Endpoint carol;
    private final Cast cast;
    private @Nullable Call outgoing;
    private @Nullable IncomingCall incoming;
    private @Nullable Call referred;
    private @Nullable IncomingCall atCarol;

    Stage(SipServer server, Cast cast) {
      this.server = server;
      this.cast = cast;
      this.alice = cast.alice();
      this.bob = cast.bob();
      this.carol = cast.carol();
    }

    void play() throws InterruptedException {
      for (var step : Step.values()) {
        onlooker.before(step, cast);
        ladder.text("-- " + step.title);
        int before = ladder.seen().size();
        var missing = play(step);
        if (missing.isEmpty()) {
          missing = notSeen(step, before);
        }
        results.add(new Result(step, missing.isEmpty(), String.join("; ", missing)));
        if (!missing.isEmpty()) {
          return;
        }
      }
      ladder.text("-- all leave");
    }

    /** Waits for the arrows of a step; returns those that do not come. */
    private List<String> notSeen(Step step, int before) throws InterruptedException {
      long end = System.nanoTime() + WITHIN.toNanos();
      List<String> missing;
      do {
        var seen = ladder.seen();
        var since = seen.subList(before, seen.size());
        missing =
            step.arrows().stream()
                .filter(arrow -> since.stream().noneMatch(one -> one.startsWith(arrow)))
                .map(arrow -> "not seen: " + arrow)
                .toList();
        if (!missing.isEmpty()) {
          bob.events().poll(Duration.ofMillis(2));
        }
      } while (!missing.isEmpty() && System.nanoTime() - end < 0);
      return missing;
    }

    /** Plays a step; returns what was not as it should be. */
    private List<String> play(Step step) throws InterruptedException {
      return switch (step) {
        case REGISTER_ALICE -> register(alice, "alice");
        case REGISTER_BOB -> register(bob, "bob");
        case CALL -> call();
        case HOLD -> change(true);
        case RESUME -> change(false);
        case MESSAGE -> message();
        case TRANSFER -> transfer();
        case HANG_UP -> hangUp();
      };
    }

    private List<String> register(Endpoint agent, String name) throws InterruptedException {
      var missing = new ArrayList<String>();
      check(missing, name, agent.register("sip:" + DOMAIN).outcome());
      if (server.bindings(name).isEmpty()) {
        missing.add("registrar: no binding of " + name);
      }
      return missing;
    }

    private List<String> call() throws InterruptedException {
      var missing = new ArrayList<String>();
      var call = alice.call("sip:bob@" + DOMAIN, media(40_000));
      outgoing = call;
      var offered = expect(bob, event -> event instanceof CallEvent.Incoming);
      if (offered instanceof CallEvent.Incoming event) {
        incoming = event.call();
        incoming.ring();
        incoming.answer(media(40_002));
        check(missing, "bob", incoming.outcome());
      } else {
        missing.add("bob: no call came");
      }
      check(missing, "alice", call.outcome());
      return missing;
    }

    private List<String> change(boolean hold) throws InterruptedException {
      var missing = new ArrayList<String>();
      var call = outgoing;
      if (call == null) {
        return List.of("there is no call");
      }
      check(missing, "alice", hold ? call.hold() : call.resume());
      if (call.isHolding() != hold) {
        missing.add("alice: " + (hold ? "not holding" : "still holding"));
      }
      if (expect(bob, event -> isChange(event, hold)) == null) {
        missing.add("bob: the session did not change");
      }
      return missing;
    }

    private boolean isChange(SipEvent event, boolean hold) {
      return event instanceof CallEvent.SessionChanged changed
          && changed.byPeer()
          && changed.remoteDescription().stream()
              .flatMap(remote -> remote.media().stream().map(remote::direction))
              .allMatch(direction -> (direction == Direction.SENDRECV) != hold);
    }

    private List<String> message() throws InterruptedException {
      var missing = new ArrayList<String>();
      var sent = alice.message("sip:bob@" + DOMAIN, TEXT);
      if (expect(bob, event -> event instanceof RequestEvent) instanceof RequestEvent received) {
        received.request().respond(Status.OK);
        if (!received.request().text().equals(TEXT)) {
          missing.add("bob: another text came");
        }
      } else {
        missing.add("bob: no message came");
      }
      check(missing, "alice", sent);
      return missing;
    }

    /** Alice asks bob to call carol, and leaves when carol has answered. */
    private List<String> transfer() throws InterruptedException {
      var missing = new ArrayList<String>();
      var call = outgoing;
      var peer = incoming;
      if (call == null || peer == null) {
        return List.of("there is no call");
      }
      check(missing, "carol", carol.register("sip:" + DOMAIN).outcome());
      var transfer = call.transfer("sip:carol@" + DOMAIN);
      if (!follow(missing)) {
        return missing;
      }
      check(missing, "alice", transfer.outcome());
      end(missing, "alice", call.ended(), CallEnd.Cause.LOCAL_HANG_UP);
      end(missing, "bob", peer.ended(), CallEnd.Cause.REMOTE_HANG_UP);
      return missing;
    }

    /** Bob does as he is asked, and carol answers. */
    private boolean follow(List<String> missing) throws InterruptedException {
      var asked = expect(bob, event -> event instanceof CallEvent.TransferRequested);
      if (!(asked instanceof CallEvent.TransferRequested request)) {
        missing.add("bob: was not asked to call");
        return false;
      }
      var made = request.refer().accept();
      referred = made;
      var offered = expect(carol, event -> event instanceof CallEvent.Incoming);
      if (!(offered instanceof CallEvent.Incoming event)) {
        missing.add("carol: no call came");
        return false;
      }
      var taken = event.call();
      atCarol = taken;
      taken.ring();
      taken.answer(media(40_004));
      check(missing, "carol", taken.outcome());
      check(missing, "bob", made.outcome());
      return missing.isEmpty();
    }

    private List<String> hangUp() throws InterruptedException {
      var missing = new ArrayList<String>();
      var call = referred;
      var peer = atCarol;
      if (call == null || peer == null) {
        return List.of("there is no call");
      }
      end(missing, "bob", call.hangUp(), CallEnd.Cause.LOCAL_HANG_UP);
      end(missing, "carol", peer.ended(), CallEnd.Cause.REMOTE_HANG_UP);
      return missing;
    }

    private void end(
        List<String> missing, String who, Pending<CallEnd> ended, CallEnd.Cause expected)
        throws InterruptedException {
      check(missing, who, ended);
      ended
          .now()
          .filter(end -> end.isOk() && end.cause() != expected)
          .ifPresent(end -> missing.add(who + ": " + end.reason()));
    }

    private void check(List<String> missing, String who, Pending<? extends Outcome> pending)
        throws InterruptedException {
      try {
        var outcome = pending.await(WITHIN);
        if (!outcome.isOk()) {
          missing.add(who + ": " + outcome.reason());
        }
      } catch (StillPendingException e) {
        missing.add(who + ": nothing within " + WITHIN.toSeconds() + " s");
      }
    }

    /** The next event of a kind at one of them; null if it does not come in time. */
    private @Nullable SipEvent expect(Endpoint agent, Predicate<SipEvent> wanted)
        throws InterruptedException {
      long end = System.nanoTime() + WITHIN.toNanos();
      long left;
      while ((left = end - System.nanoTime()) > 0 && !isOver(agent)) {
        var event = agent.events().poll(Duration.ofNanos(Math.min(left, 100_000_000)));
        if (event.filter(wanted).isPresent()) {
          return event.get();
        }
      }
      return null;
    }

    /** Whether nothing can come any more, since the call was broken. */
    private boolean isOver(Endpoint agent) {
      var call = referred != null ? referred : outgoing;
      return call != null && call.ended().isDone() && agent.events().size() == 0;
    }
  }

  private static SessionDescription media(int port) {
    return SessionDescription.audio("127.0.0.1", port, RtpMap.PCMU);
  }
}
