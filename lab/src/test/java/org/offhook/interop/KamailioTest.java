package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallHandler;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.RegistrationOutcome;
import org.offhook.auth.Credentials;
import org.offhook.message.HeaderName;
import org.offhook.message.Status;
import org.offhook.sdp.Direction;

/** Offhook endpoints that register at Kamailio and talk to each other through it. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class KamailioTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
  }

  private static Kamailio kamailio() {
    return KAMAILIO.get();
  }

  @ParameterizedTest
  @EnumSource
  void registersWithDigestAndUnregisters(Wire wire) throws Exception {
    try (var endpoint = kamailio().endpoint(kamailio().newUser(), wire, builder -> builder)) {
      var registration = endpoint.register("sip:" + Kamailio.DOMAIN);
      var outcome = registration.outcome().awaitOk(Phones.PATIENCE);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              RegistrationOutcome.Registered.class,
              registered -> {
                assertThat(registered.bindings()).hasSize(1);
                assertThat(registered.granted()).isPositive();
              });
      assertThat(registration.refresh().await(Phones.PATIENCE).isOk()).isTrue();
      assertThat(registration.unregister().await(Phones.PATIENCE))
          .isInstanceOf(RegistrationOutcome.Unregistered.class);
      assertThat(registration.bindings().await(Phones.PATIENCE)).hasValue(List.of());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordIsRefusedWithAClearReason(Wire wire) throws Exception {
    var impostor = new Kamailio.User(kamailio().newUser().name(), "guessed");
    var tap = new Tapped();
    try (var endpoint = kamailio().endpoint(impostor, wire, builder -> builder.tap(tap))) {
      var outcome = endpoint.register("sip:" + Kamailio.DOMAIN).outcome().await(Phones.PATIENCE);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              RegistrationOutcome.Refused.class,
              refused -> assertThat(refused.status().code()).isEqualTo(401));
      assertThat(outcome.reason()).contains("401 Unauthorized");
      assertThat(tap.count("-> REGISTER")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCommandSaysThatThePasswordIsWrong(Wire wire) throws Exception {
    var user = kamailio().newUser();
    var impostor = new Kamailio.User(user.name(), "guessed");
    try (var command = command(impostor, wire, "register", "sip:" + Kamailio.DOMAIN, "--once")) {
      assertThat(command.exit(Phones.PATIENCE)).as(command.output()).isEqualTo(1);
      assertThat(command.output()).contains("401").containsIgnoringCase("password");
    }
  }

  private static Child command(Kamailio.User user, Wire wire, String... arguments)
      throws IOException {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--listen", "sip:127.0.0.1:0", "--proxy", kamailio().uri(wire)));
    all.addAll(List.of("--aor", user.uri()));
    all.addAll(List.of("--user", user.name(), "--password", user.password()));
    return OffhookCommand.start(all.toArray(new String[0]));
  }

  @ParameterizedTest
  @EnumSource
  void theCommandCallsAndSendsAMessage(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      pair.callee.onRequest(request -> request.respond(Status.OK));
      var user = kamailio().newUser();
      try (var call = command(user, wire, "call", pair.bob.uri(), "--duration", "0.3");
          var message = command(user, wire, "message", pair.bob.uri(), "Hello")) {
        assertThat(call.exit(Phones.PATIENCE)).as(call.output()).isZero();
        assertThat(message.exit(Phones.PATIENCE)).as(message.output()).isZero();
      }
      Phones.awaitHangUp(pair.taken());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 480, 503, 600})
  void aRefusalKeepsItsStatus(int code) throws Exception {
    try (var caller = kamailio().endpoint(kamailio().newUser(), Wire.UDP, builder -> builder)) {
      assertThat(Phones.outcome(caller, "sip:code" + code + "@" + Kamailio.DOMAIN))
          .isInstanceOfSatisfying(
              CallOutcome.Refused.class,
              refused -> assertThat(refused.status().code()).isEqualTo(code));
    }
  }

  /** Behind a redirection the password is used only where its owner agreed to that. */
  @Test
  void aRedirectionIsFollowed() throws Exception {
    var user = kamailio().newUser();
    var agreed =
        Credentials.builder(user.name())
            .realm(Kamailio.DOMAIN)
            .password(user.password())
            .afterRedirect()
            .build();
    try (var bob = kamailio().registered(Kamailio.BOB, Wire.UDP);
        var caller =
            Phones.start(
                user.name(),
                builder ->
                    builder
                        .aor(user.uri())
                        .credentials(agreed)
                        .outboundProxy(kamailio().uri(Wire.UDP)))) {
      bob.onCall(Phones.ANSWER);
      Phones.hangUp(Phones.established(caller, "sip:code302@" + Kamailio.DOMAIN));
    }
  }

  /** Two registered endpoints; a call that is taken is handed to the test. */
  private static final class Pair implements AutoCloseable {
    final Kamailio.User alice = kamailio().newUser();
    final Kamailio.User bob = kamailio().newUser();
    final CompletableFuture<IncomingCall> taken = new CompletableFuture<>();
    final Endpoint caller;
    final Endpoint callee;

    Pair(Wire wire) throws InterruptedException {
      caller = kamailio().registered(alice, wire);
      callee = kamailio().registered(bob, wire);
      callee.onCall(
          call -> {
            taken.complete(call);
            Phones.ANSWER.handle(call);
          });
    }

    IncomingCall taken() throws Exception {
      return taken.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      caller.close();
      callee.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallGoesThroughWithRecordRouteAndTheCallerHangsUp(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      var call = Phones.established(pair.caller, pair.bob.uri());
      var taken = pair.taken();
      assertThat(taken.request().headers().contains(HeaderName.RECORD_ROUTE)).isTrue();
      assertThat(call.outcome().await(Phones.PATIENCE))
          .isInstanceOfSatisfying(
              CallOutcome.Established.class,
              up -> assertThat(up.message().headers().contains(HeaderName.RECORD_ROUTE)).isTrue());
      assertThat(call.dialog().await(Phones.PATIENCE).orElseThrow().toString())
          .contains(kamailio().address());
      Phones.hangUp(call);
      Phones.awaitHangUp(taken);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCalleeHangsUp(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      var call = Phones.established(pair.caller, pair.bob.uri());
      Phones.hangUp(pair.taken());
      Phones.awaitHangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eitherSideHoldsAndResumes(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      var call = Phones.established(pair.caller, pair.bob.uri());
      var taken = pair.taken();
      for (var side : List.of(call, taken)) {
        var other = side == call ? taken : call;
        side.hold().awaitOk(Phones.PATIENCE);
        Phones.await(pair.caller, () -> Phones.peerDirection(other) == Direction.SENDONLY);
        side.resume().awaitOk(Phones.PATIENCE);
        Phones.await(pair.caller, () -> Phones.peerDirection(other) == Direction.SENDRECV);
      }
      Phones.hangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theyMessageEachOther(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      var heard = new CompletableFuture<String>();
      var answered = new CompletableFuture<String>();
      pair.callee.onRequest(
          request -> {
            request.respond(Status.OK);
            heard.complete(request.text());
          });
      pair.caller.onRequest(
          request -> {
            request.respond(Status.OK);
            answered.complete(request.text());
          });
      pair.caller.message(pair.bob.uri(), "Are you there?").awaitOk(Phones.PATIENCE);
      pair.callee.message(pair.alice.uri(), "Yes.").awaitOk(Phones.PATIENCE);
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("Are you there?");
      assertThat(answered.get(30, TimeUnit.SECONDS)).isEqualTo("Yes.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBusyCalleeIsReported(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      pair.callee.onCall(call -> call.reject(Status.BUSY_HERE));
      assertThat(Phones.outcome(pair.caller, pair.bob.uri()))
          .isInstanceOfSatisfying(
              CallOutcome.Refused.class,
              refused -> assertThat(refused.status().code()).isEqualTo(486));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRingingCallIsCancelled(Wire wire) throws Exception {
    try (var pair = new Pair(wire)) {
      pair.callee.onCall(
          call -> {
            pair.taken.complete(call);
            Phones.RING.handle(call);
          });
      var call = pair.caller.call(CallOptions.to(pair.bob.uri()).offer(Phones.SDP).ownEvents());
      Phones.awaitRinging(call);
      call.hangUp();
      assertThat(call.outcome().await(Phones.PATIENCE)).isInstanceOf(CallOutcome.Cancelled.class);
      assertThat(pair.taken().ended().await(Phones.PATIENCE).cause())
          .isEqualTo(CallEnd.Cause.CANCELLED);
    }
  }

  /** Both ring, one answers; the other is told to stop. */
  @ParameterizedTest
  @EnumSource
  void aForkedCallReachesTheOneWhoAnswers(Wire wire) throws Exception {
    var first = new CompletableFuture<IncomingCall>();
    try (var slow = Phones.start("slow", builder -> builder);
        var quick = Phones.start("quick", builder -> builder);
        var caller = kamailio().registered(kamailio().newUser(), wire)) {
      slow.onCall(
          call -> {
            call.ring();
            first.complete(call);
            call.ended().await(Phones.PATIENCE);
          });
      quick.onCall(
          call -> {
            first.join();
            // a branch whose 180 the proxy has not read yet is not cancelled by it
            quick.sleep(Duration.ofMillis(300));
            Phones.ANSWER.handle(call);
          });
      var fork = "fork" + Wire.UDP.portOf(slow) + "-" + Wire.UDP.portOf(quick);
      var call = Phones.established(caller, "sip:" + fork + "@" + Kamailio.DOMAIN);
      assertThat(first.get(30, TimeUnit.SECONDS).ended().await(Phones.PATIENCE).cause())
          .isEqualTo(CallEnd.Cause.CANCELLED);
      Phones.hangUp(call);
    }
  }

  /** Both answer at once; whether CANCEL or BYE ends the second one is the proxy's luck. */
  @ParameterizedTest
  @EnumSource
  void ofTwoAnswersOneIsKept(Wire wire) throws Exception {
    var both = new CountDownLatch(2);
    var taken = new LinkedBlockingQueue<IncomingCall>();
    CallHandler together =
        call -> {
          taken.add(call);
          both.countDown();
          both.await(30, TimeUnit.SECONDS);
          call.answer(Phones.MEDIA).await(Phones.PATIENCE);
          call.ended().await(Phones.PATIENCE);
        };
    try (var first = Phones.start("first", builder -> builder);
        var second = Phones.start("second", builder -> builder);
        var caller = kamailio().registered(kamailio().newUser(), wire)) {
      first.onCall(together);
      second.onCall(together);
      var fork = "fork" + Wire.UDP.portOf(first) + "-" + Wire.UDP.portOf(second);
      var call = Phones.established(caller, "sip:" + fork + "@" + Kamailio.DOMAIN);
      var calls = List.of(Phones.next(taken), Phones.next(taken));
      Phones.await(caller, () -> calls.stream().anyMatch(each -> each.ended().isDone()));
      assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
      Phones.hangUp(call);
      for (var each : calls) {
        assertThat(each.ended().await(Phones.PATIENCE).cause())
            .isIn(CallEnd.Cause.CANCELLED, CallEnd.Cause.REMOTE_HANG_UP);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatNobodyAnswersTimesOut(Wire wire) throws Exception {
    var quick = Duration.ofMillis(20);
    try (var caller =
        kamailio()
            .endpoint(
                kamailio().newUser(),
                wire,
                builder -> builder.timers(quick, Duration.ofSeconds(4), Duration.ofSeconds(5)))) {
      assertThat(Phones.outcome(caller, "sip:blackhole@" + Kamailio.DOMAIN))
          .isInstanceOf(CallOutcome.TimedOut.class);
    }
  }
}
