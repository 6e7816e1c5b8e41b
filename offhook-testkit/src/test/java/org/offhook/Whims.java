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
import org.offhook.ua.ReliableProvisionals;
import org.offhook.ua.SessionTimers;

/** What comes to the mind of one side of a call. */
final class Whims {

  private static final int VERBS = 14;

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
    switch (random.nextInt(17)) {
      case 0 -> asked.add(call.hold());
      case 1 -> asked.add(call.resume());
      case 2 -> asked.add(call.offer(sdp()));
      case 3 -> asked.add(call.message("hello"));
      case 4 -> asked.add(call.info(MediaType.TEXT_PLAIN, new byte[] {'1'}));
      case 5 -> call.acknowledge();
      case 6 -> asked.add(call.dialog());
      case 7 -> asked.add(random.nextInt(4) == 0 ? call.hangUp() : call.ended());
      case 8 -> asked.add(call.update());
      case 9 -> asked.add(call.update(sdp()));
      case 10 -> asked.add(call.sendDtmf("1#"));
      case 11 -> transfer(call);
      default -> {
        if (call instanceof IncomingCall incoming) {
          answer(incoming);
        }
      }
    }
  }

  private void transfer(Call call) {
    var wanted =
        switch (random.nextInt(4)) {
          case 0 -> ReferOptions.to(call);
          case 1 -> ReferOptions.to("sip:bob@10.0.0.2").unreported();
          case 2 -> ReferOptions.to("tel:+1234");
          default -> ReferOptions.to("sip:bob@10.0.0.2").keepCall();
        };
    var transfer = call.transfer(wanted);
    asked.add(transfer.outcome());
    if (random.nextInt(4) == 0) {
      transfer.unsubscribe();
    }
  }

  private void asked(CallEvent.TransferRequested event) {
    var refer = event.refer();
    switch (random.nextInt(4)) {
      case 0 -> refer.reject(Status.DECLINE);
      case 1 -> {
        refer.acceptWithoutCall();
        refer.notify(Status.of(100 + random.nextInt(600)));
      }
      case 2 -> {
        if (refer.isForCall()) {
          // its events go to the endpoint, and its callee or the policy ends it
          var next = refer.accept(refer.callOptions().answerWithin(Duration.ofSeconds(40)));
          asked.add(next.outcome());
          next.outcome().then(outcome -> asked.add(next.hangUp()));
        }
      }
      default -> {}
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
          } else if (call instanceof OutgoingCall out && random.nextBoolean()) {
            out.acknowledgeProvisional(sdp());
          } else {
            step.step().decline();
          }
        }
        case CallEvent.RequestReceived request -> request.request().respond(Status.OK);
        case CallEvent.TransferRequested wish -> asked(wish);
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
          Automatic.PRACK,
          Automatic.REFRESH,
          Automatic.FOLLOW_REDIRECT
        }) {
      if (random.nextInt(3) == 0) {
        options.automatic(step, modes[random.nextInt(modes.length)]);
      }
    }
    var reliable = ReliableProvisionals.values();
    var uses = SessionTimers.Use.values();
    return options
        .reliableProvisionals(reliable[random.nextInt(4) == 0 ? random.nextInt(3) : 1])
        .sessionTimers(
            SessionTimers.of(uses[random.nextInt(4) == 0 ? random.nextInt(uses.length) : 1])
                .withInterval(Duration.ofSeconds(90 + random.nextInt(60))))
        .queues(new QueueSizes(10_000, 1 + random.nextInt(8)))
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
