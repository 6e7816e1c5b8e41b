package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
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
import org.offhook.message.Status;
import org.offhook.sdp.Direction;

/** Linphone, with its strict grammar, calls Offhook and is called by it. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class LinphoneTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.linphone();
  }

  @ParameterizedTest
  @EnumSource
  void isCalledHeldResumedAndHungUp(Wire wire) throws Exception {
    try (var linphone = Linphone.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var call = Phones.established(endpoint, linphone.uri(wire));
      call.hold().awaitOk(Phones.PATIENCE);
      assertThat(Phones.peerDirection(call)).isIn(Direction.RECVONLY, Direction.INACTIVE);
      call.resume().awaitOk(Phones.PATIENCE);
      assertThat(Phones.peerDirection(call)).isEqualTo(Direction.SENDRECV);
      Phones.hangUp(call);
      var second = Phones.established(endpoint, linphone.uri(wire));
      linphone.tell("terminate");
      Phones.awaitHangUp(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsHoldsResumesAndHangsUp(Wire wire) throws Exception {
    try (var linphone = Linphone.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var taken = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            taken.add(call);
            Phones.ANSWER.handle(call);
          });
      var uri = wire.uri("alice", wire.portOf(endpoint));
      linphone.tell("call " + uri);
      var call = Phones.next(taken);
      call.outcome().awaitOk(Phones.PATIENCE);
      linphone.tell("pause");
      Phones.await(endpoint, () -> !Phones.peerDirection(call).receives());
      linphone.tell("resume");
      Phones.await(endpoint, () -> Phones.peerDirection(call) == Direction.SENDRECV);
      linphone.tell("terminate");
      Phones.awaitHangUp(call);
      linphone.tell("call " + uri);
      var second = Phones.next(taken);
      second.outcome().awaitOk(Phones.PATIENCE);
      Phones.hangUp(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ringsAndIsLeftAlone(Wire wire) throws Exception {
    try (var linphone = Linphone.start(Map.of("LP_ANSWER", "manual"));
        var endpoint = Phones.start("alice", builder -> builder)) {
      var call = endpoint.call(CallOptions.to(linphone.uri(wire)).offer(Phones.SDP).ownEvents());
      Phones.awaitRinging(call);
      call.hangUp();
      assertThat(call.outcome().await(Phones.PATIENCE)).isInstanceOf(CallOutcome.Cancelled.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpACallThatRings(Wire wire) throws Exception {
    try (var linphone = Linphone.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      var rang = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            call.ring();
            rang.add(call);
            call.ended().await(Phones.PATIENCE);
          });
      linphone.tell("call " + wire.uri("alice", wire.portOf(endpoint)));
      var call = Phones.next(rang);
      linphone.tell("terminate");
      assertThat(call.ended().await(Phones.PATIENCE).cause()).isEqualTo(CallEnd.Cause.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAMessage(Wire wire) throws Exception {
    try (var linphone = Linphone.start(Map.of());
        var endpoint = Phones.start("alice", builder -> builder)) {
      endpoint.message(linphone.uri(wire), "Hello, linphone").awaitOk(Phones.PATIENCE);
      endpoint.options(linphone.uri(wire)).awaitOk(Phones.PATIENCE);
    }
  }

  /** Its own message goes through the proxy, since its chat forgets the port of an address. */
  @ParameterizedTest
  @EnumSource
  void registersThroughKamailioAndCallsARegisteredEndpoint(Wire wire) throws Exception {
    var kamailio = KAMAILIO.get();
    var user = kamailio.newUser();
    var own = kamailio.newUser();
    var settings =
        Map.of("LP_USER", user.name(), "LP_PASS", user.password(), "LP_PROXY", kamailio.uri(wire));
    try (var linphone = Linphone.start(settings);
        var endpoint = kamailio.registered(own, wire)) {
      var taken = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            taken.add(call);
            Phones.ANSWER.handle(call);
          });
      linphone.tell("call " + own.uri());
      var call = Phones.next(taken);
      call.outcome().awaitOk(Phones.PATIENCE);
      linphone.tell("terminate");
      Phones.awaitHangUp(call);
      Phones.hangUp(Phones.established(endpoint, user.uri()));
      endpoint.message(user.uri(), "Through the proxy").awaitOk(Phones.PATIENCE);
      var heard = new LinkedBlockingQueue<String>();
      endpoint.onRequest(
          request -> {
            request.respond(Status.OK);
            heard.add(request.text());
          });
      linphone.tell("chat " + own.uri() + " Hello, offhook");
      assertThat(Phones.next(heard)).isEqualTo("Hello, offhook");
    }
  }
}
