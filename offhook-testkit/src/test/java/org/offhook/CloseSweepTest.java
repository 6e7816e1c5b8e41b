package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;

/**
 * Alice is closed at each step of the simulated world, from the moment her story begins: between
 * any two packets, timers and steps of a thread. Whatever waits completes, the closing is quick,
 * and nothing stays, on bob's side neither.
 */
class CloseSweepTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /** What alice does; she may be closed at any time. */
  private interface Story {
    void tell(Endpoint alice, Endpoint bob, List<Pending<?>> waiting) throws Exception;
  }

  /** One run of a story. */
  private static final class Run {
    private final SimWorld world;
    private final List<Pending<?>> waiting = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean ready;
    private boolean told;
    private boolean closed;
    private int steps;

    Run(SimWorld world) {
      this.world = world;
    }

    /** Closes alice after so many steps; false if the story was over before. */
    boolean closeAfter(Story story, int step) {
      var people = new ArrayList<Endpoint>();
      start("story", () -> begin(people, story));
      world.runUntil(() -> ready, LONG);
      world.runUntil(() -> told || steps++ >= step, LONG);
      boolean reached = !told;
      var alice = people.get(0);
      start("closer", () -> close(alice, step));
      world.runUntil(() -> closed && told, LONG);
      assertThat(failures).as("failures when closed at step %d", step).isEmpty();
      assertThat(waiting).as("closed at step %d", step).allMatch(Pending::isDone);
      start("later", () -> end(alice, people.get(1), step));
      world.runUntil(() -> !closed, LONG);
      assertThat(failures).as("failures after step %d", step).isEmpty();
      world.assertQuiet();
      return reached;
    }

    private interface Body {
      void run() throws Exception;
    }

    private void start(String name, Body body) {
      world
          .userThreads()
          .start(
              name,
              () -> {
                try {
                  body.run();
                } catch (Throwable e) {
                  failures.add(e);
                  ready = true;
                  told = true;
                  closed = !name.equals("later");
                }
              });
    }

    private void begin(List<Endpoint> people, Story story) throws Exception {
      var alice =
          Scene.alice(
              world, options -> options.listen(Listen.parse("tcp:10.0.0.1:5070")).exchanges(true));
      var bob = Scene.endpoint(world, "bob", "10.0.0.2", CloseSweepTest::servesAll);
      people.add(alice);
      people.add(bob);
      bob.onCall(
          call -> {
            call.ring();
            bob.sleep(Duration.ofMillis(20));
            call.answer(Phone.SDP).await();
            waiting.add(call.ended());
          });
      bob.onRequest(CloseSweepTest::answer);
      bob.onSubscribe(wish -> wish.accept(NotifyBody.text("text/plain", "on")));
      ready = true;
      story.tell(alice, bob, waiting);
      told = true;
    }

    private void close(Endpoint alice, int step) {
      var began = world.now();
      alice.close();
      assertThat(world.now().minus(began)).as("time to close at step %d", step).isLessThan(LIMIT);
      closed = true;
    }

    private void end(Endpoint alice, Endpoint bob, int step) throws InterruptedException {
      bob.sleep(Duration.ofMinutes(5));
      assertThat(bob.calls().await()).as("calls of bob, %d", step).isZero();
      assertThat(bob.stats().await().alive().notifiers()).as("of bob, %d", step).isZero();
      bob.close();
      SipEvent last = null;
      for (var e = alice.events().poll(); e.isPresent(); e = alice.events().poll()) {
        last = e.get();
      }
      assertThat(last)
          .as("the last event at step %d", step)
          .isInstanceOf(EndpointEvent.Closed.class);
      closed = false;
    }
  }

  private static final Duration LIMIT = Duration.ofMillis(2_100);

  private static EndpointOptions.Builder servesAll(EndpointOptions.Builder options) {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.REGISTER);
    return options
        .capabilities(Capabilities.DEFAULT.withAllow(methods))
        .events(EventPackage.of("x-lamp"));
  }

  private static void answer(IncomingRequest request) {
    request.respond(
        Status.OK,
        builder ->
            builder
                .copy(request.request().headers(), org.offhook.message.HeaderName.CONTACT)
                .raw("Expires", "60"));
  }

  private static int sweep(Story story) {
    for (int step = 0; ; step++) {
      try (var world = new SimWorld(17)) {
        world.network().all().latency(Duration.ofMillis(5)).jitter(Duration.ofMillis(3));
        if (!new Run(world).closeAfter(story, step)) {
          return step;
        }
      }
    }
  }

  private static Story call(String transport) {
    return (alice, bob, waiting) -> {
      var call = alice.call("sip:bob@10.0.0.2;transport=" + transport, Scene.SDP);
      waiting.add(call.outcome());
      waiting.add(call.ended());
      if (call.outcome().await().isOk()) {
        var hold = call.hold();
        waiting.add(hold);
        waiting.add(call.info(MediaType.TEXT_PLAIN, new byte[] {'1'}));
        hold.await();
        var hungUp = call.hangUp();
        waiting.add(hungUp);
        hungUp.await();
      }
    };
  }

  @Test
  @Rfc("SEC-26")
  void anEndpointClosesAtEachStepOfACallOverUdp() {
    assertThat(sweep(call("udp"))).isGreaterThan(18);
  }

  @Test
  void anEndpointClosesAtEachStepOfACallOverTcp() {
    assertThat(sweep(call("tcp"))).isGreaterThan(18);
  }

  @Test
  void anEndpointClosesAtEachStepOfACallThatItTakes() {
    Story called =
        (alice, bob, waiting) -> {
          alice.onCall(
              call -> {
                waiting.add(call.outcome());
                waiting.add(call.ended());
                call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                alice.sleep(Duration.ofMillis(20));
                call.answer(Scene.SDP).await();
                call.message("hello").await();
              });
          var call = bob.call("sip:alice@10.0.0.1", Phone.SDP);
          waiting.add(call.ended());
          call.outcome().await();
          bob.sleep(Duration.ofMillis(50));
          call.hangUp().await();
        };
    assertThat(sweep(called)).isGreaterThan(18);
  }

  @Test
  void anEndpointClosesAtEachStepOfARegistrationASubscriptionAndRequests() {
    Story others =
        (alice, bob, waiting) -> {
          var registration = alice.register("sip:10.0.0.2");
          waiting.add(registration.outcome());
          var message = alice.message("sip:bob@10.0.0.2", "hello");
          waiting.add(message);
          var subscription = alice.subscribe("sip:bob@10.0.0.2", "x-lamp");
          registration.outcome().await();
          message.await();
          waiting.add(alice.dns().locate("sip:nobody.test"));
          alice.sleep(Duration.ofMillis(100));
          subscription.unsubscribe();
          var gone = registration.unregister();
          waiting.add(gone);
          gone.await();
        };
    assertThat(sweep(others)).isGreaterThan(18);
  }
}
