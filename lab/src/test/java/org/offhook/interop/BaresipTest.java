package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.CallEnd;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.IncomingCall;
import org.offhook.sdp.Direction;

/** baresip calls Offhook and is called by it. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class BaresipTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.baresip();
  }

  @ParameterizedTest
  @EnumSource
  void isCalledHeldResumedAndHungUp(Wire wire) throws Exception {
    try (var baresip = Baresip.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var call = Phones.established(endpoint, baresip.uri(wire));
      call.hold().awaitOk(Phones.PATIENCE);
      assertThat(Phones.peerDirection(call)).isIn(Direction.RECVONLY, Direction.INACTIVE);
      call.resume().awaitOk(Phones.PATIENCE);
      assertThat(Phones.peerDirection(call)).isEqualTo(Direction.SENDRECV);
      Phones.hangUp(call);
      var second = Phones.established(endpoint, baresip.uri(wire));
      baresip.tell("hangup");
      Phones.awaitHangUp(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsHoldsResumesAndHangsUp(Wire wire) throws Exception {
    try (var baresip = Baresip.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var taken = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            taken.add(call);
            Phones.ANSWER.handle(call);
          });
      var uri = wire.uri("alice", wire.portOf(endpoint));
      baresip.tell("dial-wait", uri, "20");
      var call = Phones.next(taken);
      baresip.tell("hold");
      Phones.await(endpoint, () -> !Phones.peerDirection(call).receives());
      baresip.tell("resume");
      Phones.await(endpoint, () -> Phones.peerDirection(call) == Direction.SENDRECV);
      baresip.tell("hangup");
      Phones.awaitHangUp(call);
      baresip.tell("dial-wait", uri, "20");
      Phones.hangUp(Phones.next(taken));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ringsAndIsLeftAlone(Wire wire) throws Exception {
    try (var baresip = Baresip.start(Map.of("BS_ANSWER", "manual"));
        var endpoint = Phones.start("alice", builder -> builder)) {
      var call = endpoint.call(CallOptions.to(baresip.uri(wire)).offer(Phones.SDP).ownEvents());
      Phones.awaitRinging(call);
      call.hangUp();
      assertThat(call.outcome().await(Phones.PATIENCE)).isInstanceOf(CallOutcome.Cancelled.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpACallThatRings(Wire wire) throws Exception {
    try (var baresip = Baresip.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var rang = new CompletableFuture<IncomingCall>();
      endpoint.onCall(
          call -> {
            call.ring();
            rang.complete(call);
            call.ended().await(Phones.PATIENCE);
          });
      baresip.tell("dial", wire.uri("alice", wire.portOf(endpoint)));
      var call = rang.get(30, TimeUnit.SECONDS);
      baresip.tell("hangup");
      assertThat(call.ended().await(Phones.PATIENCE).cause()).isEqualTo(CallEnd.Cause.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAMessage(Wire wire) throws Exception {
    try (var baresip = Baresip.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      assertThat(
              endpoint.message(baresip.uri(wire), "Hello, baresip").awaitOk(Phones.PATIENCE).isOk())
          .isTrue();
      assertThat(endpoint.options(baresip.uri(wire)).awaitOk(Phones.PATIENCE).isOk()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void registersThroughKamailioAndCallsARegisteredEndpoint(Wire wire) throws Exception {
    var kamailio = KAMAILIO.get();
    var user = kamailio.newUser();
    var own = kamailio.newUser();
    var settings =
        Map.of("BS_USER", user.name(), "BS_PASS", user.password(), "BS_PROXY", kamailio.uri(wire));
    try (var baresip = Baresip.start(settings);
        var endpoint = kamailio.registered(own, wire)) {
      var taken = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            taken.add(call);
            Phones.ANSWER.handle(call);
          });
      baresip.tell("dial-wait", own.uri(), "20");
      var call = Phones.next(taken);
      baresip.tell("hangup");
      Phones.awaitHangUp(call);
      Phones.hangUp(Phones.established(endpoint, user.uri()));
      assertThat(endpoint.message(user.uri(), "Through the proxy").await(Phones.PATIENCE).isOk())
          .isTrue();
    }
  }
}
