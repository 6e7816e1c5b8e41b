package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.CallHandler;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.Method;
import org.offhook.message.Status;

/** SIPp's calling scenarios against an Offhook endpoint that is called. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippCallsOffhookTest {

  /** Handlers of the scenarios that need more than an answer. */
  private static final Map<String, CallHandler> HANDLERS =
      Map.of(
          "uac-answers-reinvite",
          Phones.HOLD,
          "uac-busy",
          call -> call.reject(Status.BUSY_HERE),
          "uac-cancel",
          Phones.RING,
          "uac-no-codec-488",
          call -> call.answer(Phones.MEDIA).await(),
          "uac-peer-hangs-up",
          Phones.ANSWER_AND_HANG_UP,
          "uac-redirect",
          call -> call.redirect("sip:elsewhere@127.0.0.1:9"));

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> scenarios() throws IOException {
    return ScenarioTable.runs(true, Standing.PASSES);
  }

  static Stream<Arguments> laterScenarios() throws IOException {
    return ScenarioTable.runs(true, Standing.LATER);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void passes(String name, Wire wire) throws Exception {
    try (var callee = new Callee(name)) {
      try (var run = callee.called(wire)) {
        assertThat(run.exit()).as("%s\n%s", run.report(), callee.tap).isZero();
      }
      callee.isFree();
    }
  }

  /** What a feature that is still to come answers today; it must be a refusal, never silence. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("laterScenarios")
  void isRefusedUntilTheFeatureIsThere(String name, Wire wire) throws Exception {
    try (var callee = new Callee(name);
        var run = callee.called(wire)) {
      run.exit();
      assertThat(callee.tap.saw("-> SIP/2.0 " + ScenarioTable.today(name)))
          .as("%s\n%s", run.report(), callee.tap)
          .isTrue();
    }
  }

  /** The endpoint that is called, and what went wrong in its handlers. */
  private static final class Callee implements AutoCloseable {
    final Tapped tap = new Tapped();
    final List<IncomingCall> calls = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final String name;
    final Endpoint endpoint;

    Callee(String name) throws InterruptedException {
      this.name = name;
      UnaryOperator<EndpointOptions.Builder> options =
          name.startsWith("uac-auth") ? Callee::guarded : UnaryOperator.identity();
      endpoint = Phones.start("service", builder -> options.apply(builder.tap(tap)));
      endpoint.onCall(
          call -> {
            calls.add(call);
            try {
              serve(call);
            } catch (Exception | AssertionError e) {
              failures.add(e);
              throw e;
            }
          });
      endpoint.onRequest(request -> request.respond(Status.OK));
    }

    private void serve(IncomingCall call) throws Exception {
      if (name.equals("uac-retransmit")) {
        call.ring();
        endpoint.sleep(Duration.ofSeconds(1));
      }
      HANDLERS.getOrDefault(name, Phones.ANSWER).handle(call);
    }

    private static EndpointOptions.Builder guarded(EndpointOptions.Builder builder) {
      var users = CredentialStore.EMPTY.add(Credentials.password("sipp", "interop.test", "sipppw"));
      var verifier =
          DigestVerifier.builder("interop.test", UserSecrets.of(users))
              .algorithms(DigestAlgorithm.MD5);
      return builder.authenticateIncoming(
          verifier, request -> request.method().equals(Method.INVITE));
    }

    SippRun called(Wire wire) throws IOException {
      return SippRun.calling(name, "127.0.0.1:" + wire.portOf(endpoint), wire, Map.of());
    }

    /** Every call came to its end at this side too. */
    void isFree() throws InterruptedException {
      assertThat(failures).isEmpty();
      for (var call : calls) {
        assertThatCode(() -> call.ended().await(Phones.PATIENCE)).doesNotThrowAnyException();
      }
      assertThat(endpoint.calls().await(Phones.PATIENCE)).isZero();
    }

    @Override
    public void close() {
      endpoint.close();
    }
  }
}
