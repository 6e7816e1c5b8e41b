package org.offhook.interop;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallHandler;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.IncomingRefer;
import org.offhook.Listen;
import org.offhook.NotifyBody;
import org.offhook.OutgoingCall;
import org.offhook.sdp.Direction;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;

/** Offhook endpoints on loopback, and the ways in which they serve a call. */
final class Phones {

  /** How long a test waits for what a peer should do at once. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration MOMENT = Duration.ofMillis(300);

  static final SessionDescription SDP =
      SessionDescription.audio(
          "127.0.0.1", 40_000, RtpMap.PCMU, RtpMap.PCMA, RtpMap.TELEPHONE_EVENT);

  static final LocalCapabilities MEDIA = LocalCapabilities.from(SDP);

  /** Who is there. */
  static final NotifyBody PRESENCE =
      NotifyBody.text(
          "application/pidf+xml",
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:service@127.0.0.1">
          <tuple id="t1"><status><basic>open</basic></status></tuple>
          </presence>
          """);

  /** Rings, answers with what fits the offer, and waits for the end. */
  static final CallHandler ANSWER =
      call -> {
        call.ring();
        answer(call);
      };

  /** Answers, and hangs up a moment later. */
  static final CallHandler ANSWER_AND_HANG_UP =
      call -> {
        call.ring();
        call.answer(MEDIA).awaitOk(PATIENCE);
        hangUp(call);
      };

  /** Answers, holds, resumes and hangs up. */
  static final CallHandler HOLD =
      call -> {
        call.ring();
        call.answer(MEDIA).awaitOk(PATIENCE);
        call.hold().awaitOk(PATIENCE);
        call.resume().awaitOk(PATIENCE);
        hangUp(call);
      };

  /** Answers, changes the session by UPDATE and hangs up. */
  static final CallHandler UPDATE =
      call -> {
        call.ring();
        call.answer(MEDIA).awaitOk(PATIENCE);
        update(call);
        hangUp(call);
      };

  /** Rings until the caller gives up. */
  static final CallHandler RING =
      call -> {
        call.ring();
        call.ended().await(PATIENCE);
      };

  private Phones() {}

  /** An endpoint with this name that listens by UDP and TCP on a free port. */
  static Endpoint start(String name, UnaryOperator<EndpointOptions.Builder> more)
      throws InterruptedException {
    var builder =
        EndpointOptions.builder()
            .listen(Listen.sip("127.0.0.1", 0))
            .aor("sip:" + name + "@127.0.0.1")
            .closeWithin(Duration.ofSeconds(1));
    return Endpoint.start(more.apply(builder).build());
  }

  /** An endpoint that others are pointed to: it takes a moment to ring and to answer. */
  static Endpoint elsewhere() throws InterruptedException {
    var endpoint = start("elsewhere", builder -> builder);
    endpoint.onCall(
        call -> {
          endpoint.sleep(MOMENT);
          call.ring();
          endpoint.sleep(MOMENT);
          ANSWER.handle(call);
        });
    return endpoint;
  }

  /** Does as the peer asks in a call, and keeps the new call for as long as that one lasts. */
  static void follow(IncomingRefer refer, Consumer<Failure> failures) throws InterruptedException {
    var asking = refer.call().orElseThrow();
    try {
      var next = refer.accept();
      next.outcome().awaitOk(PATIENCE);
      asking.ended().await(PATIENCE);
      hangUp(next);
    } catch (RuntimeException | AssertionError e) {
      failures.accept(new Failure(asking.callId(), e));
      throw e;
    }
  }

  /** Offers by UPDATE what is in force. */
  static void update(Call call) throws InterruptedException {
    call.update(call.localDescription().orElseThrow()).awaitOk(PATIENCE);
  }

  /** Calls and waits until the call is established. */
  static OutgoingCall established(Endpoint endpoint, String target) throws InterruptedException {
    var call = endpoint.call(target, SDP);
    call.outcome().awaitOk(PATIENCE);
    return call;
  }

  /** Calls and waits for what comes of it. */
  static CallOutcome outcome(Endpoint endpoint, String target) throws InterruptedException {
    return endpoint.call(target, SDP).outcome().await(PATIENCE);
  }

  /** Answers with what fits the offer, and waits for the end. */
  static void answer(IncomingCall call) throws InterruptedException {
    call.answer(MEDIA).awaitOk(PATIENCE);
    call.ended().await(PATIENCE);
  }

  /** Hangs up and waits until the peer has agreed. */
  static void hangUp(Call call) throws InterruptedException {
    var end = call.hangUp().await(PATIENCE);
    if (end.cause() != CallEnd.Cause.LOCAL_HANG_UP) {
      throw new AssertionError("hung up, but: " + end);
    }
  }

  /** Waits until the peer has hung up. */
  static void awaitHangUp(Call call) throws InterruptedException {
    var end = call.ended().await(PATIENCE);
    if (end.cause() != CallEnd.Cause.REMOTE_HANG_UP) {
      throw new AssertionError("the peer should have hung up, but: " + end);
    }
  }

  /** Which way the peer's first medium flows, as the peer said last. */
  static Direction peerDirection(Call call) {
    var remote = call.remoteDescription().orElseThrow();
    return remote.direction(remote.media().getFirst());
  }

  /** Waits until the condition holds. */
  static void await(Endpoint clock, BooleanSupplier condition) throws InterruptedException {
    var step = Duration.ofMillis(20);
    for (long i = PATIENCE.dividedBy(step); !condition.getAsBoolean(); i--) {
      if (i == 0) {
        throw new AssertionError("not within " + PATIENCE);
      }
      clock.sleep(step);
    }
  }

  /** The next element, within what a test waits. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    var element = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (element == null) {
      throw new AssertionError("nothing within " + PATIENCE);
    }
    return element;
  }

  /** Waits until the peer of this call, which has its own events, rings. */
  static void awaitRinging(OutgoingCall call) throws InterruptedException {
    while (true) {
      if (call.events().poll(PATIENCE).orElseThrow() instanceof CallEvent.Progress progress
          && progress.status().code() == 180) {
        return;
      }
    }
  }
}
