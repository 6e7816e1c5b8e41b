package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.offhook.CallHandler;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.IncomingPublication;
import org.offhook.message.Status;

/**
 * The endpoint that SIPp calls, another one that SIPp may point to, and what went wrong in the
 * handlers.
 */
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
          call -> call.redirect("sip:elsewhere@127.0.0.1:9"),
          "uac-answers-update",
          Phones.UPDATE);

  private final Tapped tap = new Tapped();
  private final Queue<IncomingCall> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final String name;
  private final Endpoint elsewhere;
  private final Endpoint endpoint;

  /** An endpoint that serves calls as the scenario of this name wants it. */
  CalledSide(String name) throws InterruptedException {
    this.name = name;
    elsewhere = Phones.elsewhere();
    endpoint = Phones.start("service", builder -> ScenarioSettings.add(name, builder.tap(tap)));
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
    endpoint.onRefer(refer -> Phones.follow(refer, failures::add));
    endpoint.onRequest(request -> request.respond(Status.OK));
    endpoint.onSubscribe(wish -> wish.accept(Phones.PRESENCE));
    endpoint.onPublish(IncomingPublication::accept);
  }

  private void serve(IncomingCall call) throws Exception {
    if (name.equals("uac-retransmit")) {
      call.ring();
      endpoint.sleep(Duration.ofSeconds(1));
    } else if (name.equals("uac-prack")) {
      // a 200 may come before the one for PRACK (RFC 3262 section 3), which SIPp could not sort out
      call.ring();
      Phones.await(endpoint, () -> tap.count(call.callId(), "-> SIP/2.0 200 OK (2 PRACK)") > 0);
      Phones.answer(call);
      return;
    }
    HANDLERS.getOrDefault(name, Phones.ANSWER).handle(call);
  }

  /** Starts SIPp, which calls the endpoint. */
  @Override
  public SippRun start(Wire wire, Load load) throws IOException {
    var more = new HashMap<>(load.environment());
    more.put("REFER_TO", wire.uri("elsewhere", wire.portOf(elsewhere)));
    return SippRun.calling(name, "127.0.0.1:" + wire.portOf(endpoint), wire, more);
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
    return List.of(endpoint, elsewhere);
  }

  @Override
  public Tapped tap() {
    return tap;
  }

  @Override
  public void close() {
    endpoint.close();
    elsewhere.close();
  }
}
