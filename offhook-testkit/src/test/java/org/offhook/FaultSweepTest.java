package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;

/**
 * Each send, connect and look-up of a whole call and of a registration fails once: everything that
 * waits completes, and nothing stays.
 */
class FaultSweepTest {

  private interface Story {
    List<Pending<?>> tell(SimWorld world, Endpoint alice, Endpoint bob) throws Exception;
  }

  /** Runs the story with the n-th operation failing; returns how many there were. */
  private static int run(Story story, int failing, String transport) throws Exception {
    try (var world = new SimWorld(7)) {
      world.network().failOperation(failing);
      world.run(
          () -> {
            var pending = new ArrayList<Pending<?>>();
            try (var alice = Scene.alice(world);
                var bob = Scene.endpoint(world, "bob", "10.0.0.2", FaultSweepTest::registrar)) {
              bob.onCall(
                  call -> {
                    pending.add(call.outcome());
                    pending.add(call.ended());
                    call.ring();
                    bob.sleep(Duration.ofMillis(100));
                    call.answer(Phone.SDP).await();
                    bob.sleep(Duration.ofMillis(500));
                    pending.add(call.message("hello"));
                  });
              pending.addAll(story.tell(world, alice, bob));
              alice.sleep(Duration.ofMinutes(5));
              assertThat(alice.calls().await()).as("calls of alice, %d", failing).isZero();
              assertThat(bob.calls().await()).as("calls of bob, %d", failing).isZero();
            }
            assertThat(pending)
                .as("operation %d fails over %s", failing, transport)
                .isNotEmpty()
                .allMatch(Pending::isDone);
          });
      world.assertQuiet();
      return world.network().operations();
    }
  }

  private static EndpointOptions.Builder registrar(EndpointOptions.Builder options) {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.REGISTER);
    methods.add(Method.PUBLISH);
    return options
        .events(EventPackage.of("x-state"))
        .capabilities(Capabilities.DEFAULT.withAllow(methods));
  }

  private static void sweep(Story story, String transport) throws Exception {
    int operations = run(story, 0, transport);
    assertThat(operations).isGreaterThan(0);
    for (int n = 1; n <= operations; n++) {
      run(story, n, transport);
    }
  }

  private static Story call(String target) {
    return (world, alice, bob) -> {
      var pending = new ArrayList<Pending<?>>();
      var call = alice.call(CallOptions.to(target).offer(Scene.SDP).ownEvents());
      pending.add(call.outcome());
      pending.add(call.ended());
      call.outcome().await();
      pending.add(call.hold());
      pending.add(call.info(org.offhook.message.MediaType.TEXT_PLAIN, new byte[] {'1'}));
      var resumed = call.resume();
      pending.add(resumed);
      resumed.await();
      alice.sleep(Duration.ofSeconds(1));
      pending.add(call.hangUp());
      return pending;
    };
  }

  @Test
  void eachOperationOfACallOverUdpFailsOnce() throws Exception {
    sweep(call("sip:bob@10.0.0.2"), "UDP");
  }

  @Test
  void eachOperationOfACallOverTcpToANameFailsOnce() throws Exception {
    sweep(call("sip:bob@bob;transport=tcp"), "TCP");
  }

  @Test
  void eachOperationOfACallThatIsGivenUpFailsOnce() throws Exception {
    sweep(
        (world, alice, bob) -> {
          var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
          alice.sleep(Duration.ofMillis(50));
          call.hangUp();
          return List.of(call.outcome(), call.ended());
        },
        "UDP");
  }

  @Test
  void eachOperationOfACallThatRingsReliablyAndIsUpdatedFailsOnce() throws Exception {
    sweep(
        (world, alice, bob) -> {
          var pending = new ArrayList<Pending<?>>();
          bob.onCall(
              call -> {
                pending.add(call.outcome());
                call.progress(Status.SESSION_PROGRESS, Phone.SDP);
                bob.sleep(Duration.ofMillis(100));
                pending.add(call.update(Phone.SDP));
                pending.add(call.answer(Phone.SDP));
                call.ended().await();
              });
          var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
          alice.sleep(Duration.ofMillis(50));
          pending.add(call.update());
          pending.add(call.outcome());
          call.outcome().await();
          pending.add(call.update(Scene.SDP));
          var sent = call.sendDtmf("12");
          pending.add(sent);
          sent.await();
          pending.add(call.hangUp());
          return pending;
        },
        "UDP");
  }

  @Test
  void eachOperationOfATransferFailsOnce() throws Exception {
    sweep(transfer(""), "UDP");
    sweep(transfer(";transport=tcp"), "TCP");
  }

  /** Alice sends bob to bob's other line. */
  private static Story transfer(String transport) {
    return (world, alice, bob) -> {
      bob.onRefer(
          refer -> {
            if (refer.call().isPresent()) {
              var next = refer.accept();
              next.outcome().await();
              bob.sleep(Duration.ofMillis(500));
              next.hangUp();
            }
          });
      var call = alice.call("sip:bob@10.0.0.2" + transport, Scene.SDP);
      var pending = new ArrayList<Pending<?>>(List.of(call.outcome(), call.ended()));
      if (call.outcome().await().isOk()) {
        var transfer = call.transfer("sip:other@10.0.0.2" + transport);
        pending.add(transfer.outcome());
        transfer.outcome().await();
      }
      call.hangUp();
      return pending;
    };
  }

  @Test
  void eachOperationOfARegistrationFailsOnce() throws Exception {
    sweep(
        (world, alice, bob) -> {
          bob.onRequest(FaultSweepTest::grant);
          var registration = alice.register("sip:10.0.0.2");
          registration.outcome().await();
          alice.sleep(Duration.ofSeconds(100));
          var gone = registration.unregister();
          return List.of(registration.outcome(), gone);
        },
        "UDP");
  }

  @Test
  void eachOperationOfAPublicationFailsOnce() throws Exception {
    for (var transport : List.of("", ";transport=tcp")) {
      sweep(
          (world, alice, bob) -> {
            bob.onPublish(IncomingPublication::accept);
            var state = NotifyBody.text("text/plain", "open");
            var publication = alice.publish("sip:alice@10.0.0.2" + transport, "x-state", state);
            publication.outcome().await();
            alice.sleep(Duration.ofSeconds(10));
            var changed = publication.modify(NotifyBody.text("text/plain", "closed"));
            changed.await();
            var refreshed = publication.refresh();
            refreshed.await();
            var gone = publication.remove();
            return List.of(publication.outcome(), changed, refreshed, gone);
          },
          transport);
    }
  }

  private static void grant(IncomingRequest request) {
    var register = request.request();
    if (register.method().equals(Method.REGISTER)) {
      request.respond(Status.OK, builder -> contacts(register, builder));
    } else {
      request.respond(Status.OK);
    }
  }

  private static SipResponse.Builder contacts(SipRequest register, SipResponse.Builder builder) {
    return builder
        .copy(register.headers(), org.offhook.message.HeaderName.CONTACT)
        .raw("Expires", "60");
  }
}
