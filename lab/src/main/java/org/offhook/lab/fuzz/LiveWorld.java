package org.offhook.lab.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.offhook.Alive;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallOptions;
import org.offhook.CallPolicy;
import org.offhook.Endpoint;
import org.offhook.EndpointEvent;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.Pending;
import org.offhook.SipEvent;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * Alice in two calls at once: one with a peer whose messages are mutated, one with a good
 * neighbour. Whatever the first sends, no loop fails, the neighbour's call goes on and ends as it
 * should, every result comes, and in the end nothing is left.
 */
public final class LiveWorld {

  /** Messages of one world. */
  public static final int MESSAGES = 100;

  private static final SessionDescription SDP =
      SessionDescription.audio("10.0.0.1", 30_000, RtpMap.PCMU);

  private final Random random;
  private final List<Call> calls = new ArrayList<>();
  private final List<Pending<?>> asked = new ArrayList<>();
  private int mutated;
  private int dialogs;

  private LiveWorld(long seed) {
    random = new Random(seed);
  }

  /** How much went on in a world. */
  public record Done(int messages, int dialogs) {}

  /** Plays the world of a seed; throws if something is not as it should be. */
  public static Done play(long seed) {
    var live = new LiveWorld(seed);
    try (var world = new SimWorld(seed)) {
      world.run(() -> live.run(world, seed));
      world.assertQuiet();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("in the world of seed " + seed + ": " + e.getMessage(), e);
    }
    Expect.holds(live.asked.stream().allMatch(Pending::isDone), "every result in " + seed);
    return new Done(live.mutated, live.dialogs);
  }

  private void run(SimWorld world, long seed) throws InterruptedException {
    var aliceHost = world.host("alice", "10.0.0.1");
    var mallory = new Mallory(world, world.host("mallory", "10.0.0.2"), aliceHost, seed);
    try (var bob = endpoint(world.host("bob", "10.0.0.3"));
        var alice = endpoint(aliceHost)) {
      var atBob = new ArrayList<Call>();
      bob.onCall(
          call -> {
            atBob.add(call);
            call.answer(SDP).await();
            call.ended().await();
          });
      var neighbour = alice.call(CallOptions.to("sip:bob@10.0.0.3").offer(SDP).ownEvents());
      neighbour.outcome().awaitOk();
      alice.onCall(this::serve);
      ask(alice);
      for (int i = 0; i < MESSAGES; i++) {
        if (random.nextInt(12) == 0) {
          ask(alice);
        }
        mallory.act();
        if (random.nextInt(3) == 0) {
          alice.sleep(Duration.ofMillis(random.nextInt(40) == 0 ? 40_000 : random.nextInt(300)));
        }
        noFault(alice);
      }
      alice.sleep(Duration.ofSeconds(1));
      mutated = mallory.sent();
      dialogs = mallory.calls();
      untouched(neighbour, atBob.getFirst());
      end(alice);
    }
    mallory.close();
  }

  private static Endpoint endpoint(SimHost host) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(host)
            .listen(Listen.sip(host.address().getHostAddress(), 5060))
            .aor("sip:" + host.name() + "@" + host.address().getHostAddress())
            .credentials("alice", "secret")
            .calls(
                CallPolicy.DEFAULT
                    .withAnswerWithin(Duration.ofSeconds(60))
                    .withRingWithin(Duration.ofSeconds(60)))
            .build());
  }

  /** Something that Mallory will answer. */
  private void ask(Endpoint alice) {
    var mallory = "sip:mallory@10.0.0.2";
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        var call = alice.call(CallOptions.to(mallory).offer(SDP).ownEvents());
        calls.add(call);
        asked.add(call.outcome());
        asked.add(call.ended());
      }
      case 2 -> asked.add(alice.options(mallory));
      case 3 -> asked.add(alice.message(mallory, "hello"));
      case 4 -> {
        if (!calls.isEmpty()) {
          change(calls.get(random.nextInt(calls.size())));
        }
      }
      default ->
          asked.add(
              alice
                  .subscribe(mallory, random.nextBoolean() ? "presence" : "message-summary")
                  .unsubscribe());
    }
  }

  private void change(Call call) {
    asked.add(
        switch (random.nextInt(4)) {
          case 0 -> call.hold();
          case 1 -> call.resume();
          case 2 -> call.update();
          default -> call.message("hello");
        });
  }

  private void serve(org.offhook.IncomingCall call) throws InterruptedException {
    calls.add(call);
    asked.add(call.ended());
    call.ring();
    call.answer(SDP).await();
    call.ended().await();
  }

  private static void noFault(Endpoint endpoint) {
    for (var e = endpoint.events().poll(); e.isPresent(); e = endpoint.events().poll()) {
      SipEvent event = e.get();
      if (event instanceof EndpointEvent.HandlerFailed failed) {
        throw new AssertionError("something failed", failed.failure());
      }
    }
  }

  /** The neighbour's call is up on both sides, can be held, and ends by being hung up. */
  private static void untouched(Call neighbour, Call atBob) throws InterruptedException {
    Expect.same(neighbour.state(), Call.State.ESTABLISHED, "the neighbour's call");
    Expect.same(atBob.state(), Call.State.ESTABLISHED, "the neighbour's end of it");
    neighbour.hold().awaitOk();
    neighbour.resume().awaitOk();
    neighbour.message("still here").await();
    var end = neighbour.hangUp().await();
    Expect.same(end.cause(), CallEnd.Cause.LOCAL_HANG_UP, "how it ended");
    Expect.same(atBob.ended().await().cause(), CallEnd.Cause.REMOTE_HANG_UP, "how it ended there");
  }

  private void end(Endpoint alice) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      List.copyOf(calls).forEach(call -> asked.add(call.hangUp()));
      alice.sleep(Duration.ofMinutes(5));
    }
    noFault(alice);
    var left = Alive.in(alice);
    Expect.holds(left.isNothing(), "nothing is left: " + left);
  }
}
