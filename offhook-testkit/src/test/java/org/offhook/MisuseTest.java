package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.endpoint;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** What an application does wrong costs the application, not the protocol. */
@ExtendWith(SimWorldExtension.class)
class MisuseTest {

  /** Longer than a long can count in nanoseconds. */
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static final WireTap THROWING =
      new WireTap() {
        @Override
        public void received(Flow flow, byte[] message, long nanos) {
          throw new IllegalStateException("a tap of the application");
        }

        @Override
        public void sent(Flow flow, byte[] message, long nanos) {
          throw new StackOverflowError("a tap of the application");
        }
      };

  private static Endpoint bob(SimWorld world) throws InterruptedException {
    var bob = endpoint(world, "bob", "10.0.0.2", options -> options);
    bob.onCall(
        call -> {
          call.answer(Scene.SDP).await();
          call.ended().await();
        });
    bob.onRequest(request -> request.respond(Status.OK));
    return bob;
  }

  private static void everythingWorks(Endpoint alice, Endpoint bob) throws InterruptedException {
    var call = Scene.callBob(alice);
    call.outcome().awaitOk();
    call.hangUp().awaitOk();
    alice.message("sip:bob@10.0.0.2", "hello").awaitOk();
    bob.options("sip:alice@10.0.0.1").awaitOk();
    assertThat(alice.events().poll())
        .hasValueSatisfying(e -> assertThat(e).isInstanceOf(EndpointEvent.HandlerFailed.class));
  }

  @Test
  @Rfc("SEC-26")
  void aTapThatThrowsStopsNoMessageAndIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, options -> options.tap(THROWING));
              var bob = bob(world)) {
            everythingWorks(alice, bob);
          }
        });
  }

  @Test
  @Rfc("SEC-26")
  void anObserverThatThrowsStopsNoTransactionAndIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  alice(
                      world,
                      options ->
                          options.observe(
                              step -> {
                                throw new IllegalStateException("an observer");
                              }));
              var bob = bob(world)) {
            everythingWorks(alice, bob);
          }
        });
  }

  @Test
  @Rfc("SEC-26")
  void aRewriteHookThatGivesNoRequestFailsTheRequest(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = bob(world)) {
            alice.reconfigure(
                options ->
                    options.rewrite(
                        request -> {
                          throw new StackOverflowError("in a hook");
                        }));
            var call = Scene.callBob(alice).outcome().await();
            assertThat(call).isInstanceOf(CallOutcome.Failed.class);
            assertThat(call.reason()).contains("rewrite hook");
            assertThat(alice.message("sip:bob@10.0.0.2", "x").await().isOk()).isFalse();
            assertThat(alice.register("sip:10.0.0.2").outcome().await().isOk()).isFalse();
            assertThat(bob.options("sip:alice@10.0.0.1").awaitOk().isOk()).isTrue();
          }
        });
  }

  @Test
  void aTimeWithoutEndIsATimeWithoutEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls =
              CallPolicy.DEFAULT
                  .withAnswerWithin(FOREVER)
                  .withRingWithin(FOREVER)
                  .withTakeWithin(FOREVER);
          try (var alice = alice(world, options -> options.calls(calls).closeWithin(FOREVER));
              var bob = bob(world)) {
            Scene.callBob(alice).outcome().await(FOREVER);
            var call = bob.call("sip:alice@10.0.0.1", Scene.SDP);
            for (SipEvent event = alice.events().take(); ; event = alice.events().take()) {
              if (event instanceof CallEvent.Incoming incoming) {
                incoming.call().answer(Scene.SDP);
                break;
              }
            }
            assertThat(call.outcome().awaitOk(FOREVER).isOk()).isTrue();
            assertThat(alice.events().poll(FOREVER)).isPresent();
          }
        });
  }

  @Test
  void anEndpointClosesThatHasAllTheTimeOfTheWorldToDoSo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = bob(world)) {
            var call = Scene.callBob(alice);
            call.outcome().awaitOk();
            alice.close(FOREVER);
            assertThat(call.ended().isDone()).isTrue();
            bob.close(Duration.ofSeconds(-1));
          }
        });
  }

  @Test
  void eventsThatNobodyEverTakesDoNotPileUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, options -> options.queues(new QueueSizes(10, 10)))) {
            for (int i = 0; i < 200; i++) {
              alice.call("sip:10.0.0.9;transport=tcp", Scene.SDP).ended().await();
            }
            var events = alice.events();
            assertThat(events.size()).isBetween(10, 50);
            assertThat(events.take()).isInstanceOf(EndpointEvent.Overflowed.class);
            SipEvent last = events.take();
            for (var e = events.poll(); e.isPresent(); e = events.poll()) {
              last = e.get();
            }
            assertThat(last).isInstanceOf(CallEvent.Ended.class);
          }
        });
  }

  @Test
  void aLoopOverTheEventsEndsWithTheEndpoint(SimWorld world) throws Exception {
    world.run(
        () -> {
          var alice = alice(world);
          var over = new Pending<String>(alice.threads());
          alice
              .threads()
              .start(
                  "event loop",
                  () -> {
                    try {
                      var events = alice.events();
                      while (!(events.take() instanceof EndpointEvent.Closed)) {}
                      over.complete("closed");
                    } catch (InterruptedException e) {
                      over.complete("interrupted");
                    }
                  });
          alice.close();
          assertThat(over.await()).isEqualTo("closed");
        });
  }

  @Test
  void aDraftStaysARequest(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var draft = alice.prepare(CallOptions.to("sip:bob@10.0.0.2"));
            for (var name :
                List.of(HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ)) {
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> draft.edit(request -> request.remove(name)))
                  .withMessageContaining(name.name());
            }
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () ->
                        draft.edit(
                            request -> request.set(HeaderName.CSEQ, new CSeq(1, Method.BYE))));
            alice.reconfigure(
                options ->
                    options.rewrite(
                        request -> request.toBuilder().remove(HeaderName.CALL_ID).build()));
            assertThat(alice.options("sip:bob@10.0.0.2").await().reason()).contains("Call-ID");
          }
        });
  }

  @Test
  void noSettingBreaksOutOfItsRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointOptions.builder().product("x\r\nInjected: y"));
  }

  @Test
  void aCallMustHaveTimeToBeAnswered() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOptions.to("sip:bob@10.0.0.2").answerWithin(Duration.ZERO));
  }

  @Test
  void aRegistrationRefusesOnTheCallersThreadWhatCannotBeAskedFor(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var registration = alice.registration(RegistrationOptions.at("sip:10.0.0.2"));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.changeLifetime(Duration.ofSeconds(-1)));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.changeContacts(List.of(Contact.STAR)));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via",
        "From",
        "To",
        "Call-ID",
        "CSeq",
        "Max-Forwards",
        "Content-Length",
        "v",
        "f",
        "t",
        "I",
        "call-id",
        "l"
      })
  void extraHeaderRowsDoNotReachProtocolState(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOptions.to("sip:bob@10.0.0.2").header(name, "x"))
        .withMessageContaining(name);
  }
}
