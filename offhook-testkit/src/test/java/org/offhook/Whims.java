package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.offhook.message.MediaType;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.ForkPolicy;

/** What comes to the mind of one side of a call. */
final class Whims {

  private static final int VERBS = 12;

  private final Endpoint endpoint;
  private final Random random;
  private final List<Pending<?>> asked;
  private int port = 30_000;

  Whims(Endpoint endpoint, long seed, List<Pending<?>> asked) {
    this.endpoint = endpoint;
    this.random = new Random(seed);
    this.asked = asked;
  }

  SessionDescription sdp() {
    port += 2;
    return SessionDescription.audio(
        "10.0.0." + (1 + random.nextInt(2)),
        port,
        random.nextInt(4) == 0 ? RtpMap.G722 : RtpMap.PCMU);
  }

  void pause() throws InterruptedException {
    endpoint.sleep(Duration.ofMillis(random.nextInt(10) == 0 ? 20_000 : random.nextInt(300)));
  }

  void say(Call call) throws InterruptedException {
    for (int i = 0; i < VERBS; i++) {
      pause();
      verb(call);
      events(call);
    }
    asked.add(call.hangUp());
    asked.add(call.outcome());
  }

  private void verb(Call call) {
    switch (random.nextInt(12)) {
      case 0 -> asked.add(call.hold());
      case 1 -> asked.add(call.resume());
      case 2 -> asked.add(call.offer(sdp()));
      case 3 -> asked.add(call.message("hello"));
      case 4 -> asked.add(call.info(MediaType.TEXT_PLAIN, new byte[] {'1'}));
      case 5 -> call.acknowledge();
      case 6 -> asked.add(call.dialog());
      case 7 -> asked.add(random.nextInt(4) == 0 ? call.hangUp() : call.ended());
      default -> {
        if (call instanceof IncomingCall incoming) {
          answer(incoming);
        }
      }
    }
  }

  private void answer(IncomingCall call) {
    switch (random.nextInt(7)) {
      case 0 -> call.ring();
      case 1 -> call.progress(Status.SESSION_PROGRESS, sdp());
      case 2 -> asked.add(call.answer(sdp()));
      case 3 ->
          asked.add(
              call.answer(LocalCapabilities.audio("10.0.0.2", 40_000, RtpMap.PCMU, RtpMap.G722)));
      case 4 -> {
        if (random.nextInt(3) == 0) {
          call.reject(Status.BUSY_HERE);
        }
      }
      case 5 -> {
        if (random.nextInt(3) == 0) {
          call.redirect("sip:other@10.0.0.2");
        }
      }
      default -> asked.add(call.answer(Phone.SDP));
    }
  }

  private void events(Call call) {
    for (var event = call.events().poll(); event.isPresent(); event = call.events().poll()) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      switch (event.get()) {
        case CallEvent.OfferReceived offered -> {
          if (random.nextBoolean()) {
            offered.offer().accept(sdp());
          } else {
            offered.offer().refuse(Status.NOT_ACCEPTABLE_HERE);
          }
        }
        case CallEvent.Asked step -> {
          if (random.nextBoolean()) {
            step.step().proceed();
          } else {
            step.step().decline();
          }
        }
        case CallEvent.RequestReceived request -> request.request().respond(Status.OK);
        default -> {}
      }
    }
  }

  static EndpointOptions.Builder mood(EndpointOptions.Builder options, Random random) {
    var modes = AutoMode.values();
    for (var step :
        new Automatic[] {
          Automatic.ACK,
          Automatic.ANSWER_BYE,
          Automatic.ANSWER_OFFER,
          Automatic.ANSWER_OPTIONS,
          Automatic.FOLLOW_REDIRECT
        }) {
      if (random.nextInt(3) == 0) {
        options.automatic(step, modes[random.nextInt(modes.length)]);
      }
    }
    return options
        .queues(new EndpointOptions.QueueSizes(10_000, 1 + random.nextInt(8)))
        .calls(
            CallPolicy.DEFAULT
                .withForks(random.nextBoolean() ? ForkPolicy.KEEP_ALL : ForkPolicy.KEEP_FIRST)
                .withAnswerWithin(Duration.ofSeconds(60))
                .withRingWithin(Duration.ofSeconds(60)));
  }

  static void noFault(Endpoint endpoint) {
    for (var e = endpoint.events().poll(); e.isPresent(); e = endpoint.events().poll()) {
      if (e.get() instanceof EndpointEvent.HandlerFailed failed) {
        throw new AssertionError("something failed on the loop", failed.failure());
      }
    }
  }
}
