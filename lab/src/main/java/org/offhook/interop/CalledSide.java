package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
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

/** The endpoint that SIPp calls, and what went wrong in its handlers. */
final class CalledSide implements Side {

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

  private final Tapped tap = new Tapped();
  private final Queue<IncomingCall> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final String name;
  private final Endpoint endpoint;

  /** An endpoint that serves calls as the scenario of this name wants it. */
  CalledSide(String name) throws InterruptedException {
    this.name = name;
    UnaryOperator<EndpointOptions.Builder> options =
        name.startsWith("uac-auth") ? CalledSide::guarded : UnaryOperator.identity();
    endpoint = Phones.start("service", builder -> options.apply(builder.tap(tap)));
    endpoint.onCall(
        call -> {
          calls.add(call);
          try {
            serve(call);
          } catch (Exception | AssertionError e) {
            failures.add(new Failure(call.callId(), e));
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

  /** Starts SIPp, which calls the endpoint. */
  @Override
  public SippRun start(Wire wire, Load load) throws IOException {
    return SippRun.calling(name, "127.0.0.1:" + wire.portOf(endpoint), wire, load.environment());
  }

  /** Waits until SIPp has made its calls and every one came to its end at this side too. */
  @Override
  public void play(SippRun run, Load load) throws IOException, InterruptedException {
    run.exit(load.atMost());
    for (var call : calls) {
      call.ended().await(Phones.PATIENCE);
    }
  }

  @Override
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(endpoint);
  }

  @Override
  public Tapped tap() {
    return tap;
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
