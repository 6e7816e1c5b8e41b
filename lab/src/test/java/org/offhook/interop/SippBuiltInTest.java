package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.ua.Capabilities;

/** The scenarios that are built into SIPp. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippBuiltInTest {

  private static final int CALLS = 10;

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  private static Child sipp(String scenario, Wire wire, int port, String... more)
      throws IOException {
    var command = new ArrayList<>(List.of("sipp", "-sn", scenario, "-i", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(port), "-t", wire == Wire.UDP ? "u1" : "t1"));
    command.addAll(List.of("-mp", Integer.toString(Ports.block(4)), "-nostdin"));
    command.addAll(List.of("-timeout", "60", "-timeout_error", "-trace_err"));
    command.addAll(List.of("-error_file", "errors.log"));
    command.addAll(List.of(more));
    return Child.start(command, Map.of());
  }

  private static void assertPassed(Child sipp) throws Exception {
    assertThat(sipp.exit(Duration.ofSeconds(70))).as(sipp.text("errors.log")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void uacCallsAnEndpoint(Wire wire) throws Exception {
    try (var endpoint = Phones.start("service", builder -> builder)) {
      endpoint.onCall(Phones.ANSWER);
      try (var sipp =
          sipp(
              "uac",
              wire,
              Ports.one(),
              "-m",
              Integer.toString(CALLS),
              "-d",
              "200",
              "127.0.0.1:" + wire.portOf(endpoint))) {
        assertPassed(sipp);
      }
      assertThat(endpoint.calls().await(Phones.PATIENCE)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void uasIsCalledByAnEndpoint(Wire wire) throws Exception {
    int port = Ports.one();
    try (var endpoint = Phones.start("caller", builder -> builder);
        var sipp = waiting("uas", wire, port, CALLS)) {
      for (int i = 0; i < CALLS; i++) {
        var call = Phones.established(endpoint, wire.uri("service", port));
        endpoint.sleep(Duration.ofMillis(50));
        Phones.hangUp(call);
      }
      assertPassed(sipp);
    }
  }

  private static Child waiting(String scenario, Wire wire, int port, int calls) throws Exception {
    var sipp = sipp(scenario, wire, port, "-m", Integer.toString(calls));
    try {
      sipp.await("socket", Duration.ofSeconds(20), () -> SippRun.isBound(port, wire));
      return sipp;
    } catch (Exception | AssertionError e) {
      sipp.close();
      throw e;
    }
  }

  /** It registers, then calls with the same Call-ID. */
  @ParameterizedTest
  @EnumSource
  void branchcRegistersAtAnEndpointAndCallsIt(Wire wire) throws Exception {
    var can = Capabilities.DEFAULT;
    var methods = new ArrayList<>(can.allow());
    methods.add(Method.REGISTER);
    var registrar = new Capabilities(methods, can.supported(), can.accept(), can.languages());
    try (var endpoint = Phones.start("ua2", builder -> builder.capabilities(registrar))) {
      endpoint.onRequest(request -> request.respond(Status.OK));
      endpoint.onCall(Phones.ANSWER);
      try (var sipp =
          sipp("branchc", wire, Ports.one(), "-m", "1", "127.0.0.1:" + wire.portOf(endpoint))) {
        assertPassed(sipp);
      }
    }
  }

  /** It wants REGISTER and INVITE with one Call-ID, and answers without a session description. */
  @ParameterizedTest
  @EnumSource
  void branchsIsRegisteredAtAndCalled(Wire wire) throws Exception {
    int port = Ports.one();
    try (var endpoint = Phones.start("ua2", builder -> builder);
        var sipp = waiting("branchs", wire, port, 1)) {
      registerThenCall(endpoint, wire, port);
      assertPassed(sipp);
    }
  }

  private static void registerThenCall(Endpoint endpoint, Wire wire, int port)
      throws InterruptedException {
    var callId = "one-for-both@127.0.0.1";
    endpoint
        .prepare(org.offhook.RequestOptions.of(Method.REGISTER, wire.uri(port)))
        .edit(request -> request.set(HeaderName.CALL_ID, callId))
        .send()
        .awaitOk(Phones.PATIENCE);
    endpoint.sleep(Duration.ofMillis(300));
    var call =
        endpoint
            .prepare(CallOptions.to(wire.uri("ua1", port)).offer(Phones.SDP))
            .edit(request -> request.set(HeaderName.CALL_ID, callId))
            .send();
    assertThat(call.outcome().await(Phones.PATIENCE))
        .isInstanceOfAny(CallOutcome.Failed.class, CallOutcome.Established.class);
    call.hangUp().await(Phones.PATIENCE);
  }
}
