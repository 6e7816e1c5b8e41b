package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;

/**
 * A peer that answers anything with anything, repeats old messages and asks out of order: whatever
 * it does, no loop fails, every {@code Pending} completes, and in the end nothing is left.
 */
class RandomPeerTest {

  private static final int WORLDS = Integer.getInteger("offhook.random.worlds", 400);
  private static final int MESSAGES = 40;

  private static final Method[] METHODS = {
    Method.INVITE,
    Method.INVITE,
    Method.ACK,
    Method.BYE,
    Method.INFO,
    Method.OPTIONS,
    Method.UPDATE,
    Method.PRACK,
    Method.PRACK,
    Method.UPDATE,
    Method.REFER,
    Method.NOTIFY,
    Method.SUBSCRIBE,
    Method.of("FOO")
  };

  /** The peer's side. */
  private static final class Fool {
    private final Phone phone;
    private final Random random;
    private final List<Phone.Leg> legs = new ArrayList<>();
    private final List<SipMessage> sent = new ArrayList<>();

    Fool(Phone phone, long seed) {
      this.phone = phone;
      this.random = new Random(seed);
      legs.add(phone.caller("c0"));
    }

    void act() {
      var requests =
          phone.got().stream()
              .map(Phone.Got::message)
              .filter(SipRequest.class::isInstance)
              .map(SipRequest.class::cast)
              .filter(request -> !request.method().equals(Method.ACK))
              .toList();
      int choice = random.nextInt(10);
      if (choice < 5 && !requests.isEmpty()) {
        send(answer(requests.get(random.nextInt(requests.size()))));
      } else if (choice < 8) {
        send(request());
      } else if (choice < 9 && !sent.isEmpty()) {
        again(sent.get(random.nextInt(sent.size())));
      } else {
        learn();
      }
    }

    /** Takes an INVITE back, or repeats what was sent once. */
    private void again(SipMessage old) {
      if (old instanceof SipRequest request
          && request.method().equals(Method.INVITE)
          && random.nextInt(3) > 0) {
        legs.getFirst().cancel(request);
      } else {
        phone.send(old);
      }
    }

    private void send(SipMessage message) {
      sent.add(message);
      phone.send(message);
    }

    private SipResponse answer(SipRequest request) {
      var codes = new int[] {100, 180, 183, 199, 200, 200, 200, 202, 302, 401, 408, 481, 487, 491};
      int code =
          random.nextInt(4) == 0 ? 300 + random.nextInt(400) : codes[random.nextInt(codes.length)];
      var builder = SipResponse.to(request, Status.of(code));
      if (request.to().tag().isEmpty() && random.nextInt(10) > 0) {
        builder.set(HeaderName.TO, request.to().withTag("t" + random.nextInt(3)));
      }
      if (random.nextInt(5) > 0) {
        builder.set(HeaderName.CONTACT, phone.contact());
      }
      if (random.nextInt(3) > 0) {
        body(builder::body);
      }
      extensions(builder);
      return builder.build();
    }

    /** Reliable answers out of order and with gaps, timers that make no sense. */
    private void extensions(SipResponse.Builder builder) {
      if (random.nextBoolean()) {
        builder.raw("Require", "100rel");
        builder.raw("RSeq", pick("1", "1", "2", "3", "7", "0", "x"));
      }
      if (random.nextInt(3) == 0) {
        builder.raw("Allow", pick("INVITE, ACK, BYE", "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE"));
      }
      if (random.nextInt(4) == 0) {
        builder.raw(
            "Session-Expires", pick("90", "90;refresher=uac", "91;refresher=uas", "1", "x"));
        builder.raw("Min-SE", pick("90", "200", "x"));
      }
      if (random.nextInt(6) == 0) {
        builder.raw("Refer-Sub", pick("false", "true", ""));
      }
    }

    private String pick(String... values) {
      return values[random.nextInt(values.length)];
    }

    private interface BodySink {
      void body(MediaType type, byte[] bytes);
    }

    private void body(BodySink sink) {
      switch (random.nextInt(8)) {
        case 0 -> sink.body(MediaType.TEXT_PLAIN, new byte[] {'x'});
        case 1 -> sink.body(MediaType.APPLICATION_SDP, new byte[] {'v', '=', '1'});
        case 2 -> sink.body(MediaType.parse("multipart/mixed;boundary=b"), new byte[] {'-', '-'});
        default ->
            sink.body(MediaType.APPLICATION_SDP, Phone.sdp(40_000 + random.nextInt(3)).toBytes());
      }
    }

    private SipRequest request() {
      if (random.nextInt(6) == 0) {
        legs.add(phone.caller("c" + random.nextInt(4)));
      }
      var leg = legs.get(random.nextInt(legs.size()));
      var method = METHODS[random.nextInt(METHODS.length)];
      var builder =
          random.nextInt(3) == 0 ? leg.request(method, 1 + random.nextInt(9)) : leg.request(method);
      if (random.nextInt(2) == 0) {
        body(builder::body);
      }
      fields(method, builder);
      return builder.build();
    }

    /** What the extensions want to see, or what they do not. */
    private void fields(Method method, SipRequest.Builder builder) {
      if (method.equals(Method.PRACK) && random.nextInt(5) > 0) {
        builder.raw("RAck", rAck());
      } else if (method.equals(Method.REFER)) {
        builder.set(HeaderName.CONTACT, phone.contact());
        builder.raw("Refer-To", referTo());
      } else if (method.equals(Method.NOTIFY)) {
        builder.set(HeaderName.CONTACT, phone.contact());
        builder.raw("Event", pick("refer", "refer;id=1", "refer;id=3", "presence", ""));
        builder.raw(
            "Subscription-State",
            pick("active;expires=60", "active;expires=x", "terminated;reason=noresource", "?", ""));
        builder.body(
            MediaType.parse("message/sipfrag;version=2.0"),
            pick("SIP/2.0 100 Trying", "SIP/2.0 200 OK", "SIP/2.0 486 Busy", "SIP/3", "", "\u0000")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      } else if (method.equals(Method.SUBSCRIBE)) {
        builder.raw("Event", pick("refer", "refer;id=2", "presence"));
        builder.raw("Expires", pick("0", "60", "x"));
      } else if (method.equals(Method.INVITE)) {
        builder.raw("Supported", pick("100rel, timer", "timer", "100rel", ""));
        if (random.nextInt(4) == 0) {
          builder.raw("Replaces", replaces());
        }
        if (random.nextInt(4) == 0) {
          builder.raw("Session-Expires", pick("90", "90;refresher=uas", "5", "x"));
        }
      }
    }

    private String rAck() {
      for (int i = phone.got().size() - 1; i >= 0; i--) {
        if (phone.got().get(i).message() instanceof SipResponse reliable
            && reliable.headers().get(HeaderName.RSEQ).isPresent()) {
          long rSeq = reliable.headers().get(HeaderName.RSEQ).orElseThrow();
          long number = reliable.cSeq().number();
          return pick(
              rSeq + " " + number + " INVITE",
              rSeq + " " + number + " INVITE",
              (rSeq + 1) + " " + number + " INVITE",
              rSeq + " " + (number + 1) + " INVITE",
              rSeq + " " + number + " UPDATE");
        }
      }
      return "1 1 INVITE";
    }

    private String referTo() {
      return pick(
          "<sip:phone@10.0.0.2>",
          "<sip:phone@10.0.0.2?Replaces=" + legs.getFirst().callId() + "%3Bto-tag%3Dx>",
          "<sip:phone@10.0.0.2?Replaces=garbage&Route=x>",
          "<sip:phone@10.0.0.2;method=MESSAGE>",
          "<tel:+123>",
          "<:>");
    }

    private String replaces() {
      var leg = legs.get(random.nextInt(legs.size()));
      return pick(
          leg.callId() + ";to-tag=t0;from-tag=t1",
          leg.callId() + ";to-tag=0;from-tag=0;early-only",
          leg.replaces(),
          leg.replaces() + ";early-only",
          "nonsense",
          ";;;");
    }

    /** Goes into a dialog: one that alice began, or whose answer came. */
    private void learn() {
      for (var one : phone.got()) {
        if (random.nextInt(3) > 0) {
          continue;
        }
        if (one.message() instanceof SipRequest invite
            && invite.method().equals(Method.INVITE)
            && invite.to().tag().isEmpty()) {
          legs.add(phone.callee(invite, "t" + random.nextInt(3)));
        } else if (one.message() instanceof SipResponse response
            && response.cSeq().method().equals(Method.INVITE)
            && response.to().tag().isPresent()) {
          var leg = phone.caller(response.callId());
          leg.learn(response);
          legs.add(leg);
        }
      }
    }
  }

  /** Without forks that are kept: those would be nobody's to hang up. */
  private static EndpointOptions.Builder mood(EndpointOptions.Builder options, Random random) {
    return Whims.mood(options, random)
        .calls(
            CallPolicy.DEFAULT
                .withAnswerWithin(Duration.ofSeconds(60))
                .withRingWithin(Duration.ofSeconds(60)));
  }

  private static void run(long seed) throws Exception {
    var random = new Random(seed);
    var asked = new ArrayList<Pending<?>>();
    try (var world = new SimWorld(seed)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            var fool = new Fool(phone, seed);
            try (var alice = Scene.alice(world, options -> mood(options, random))) {
              alice.onCall(call -> new Whims(alice, seed, asked).say(call));
              for (int i = 0; i < 2; i++) {
                long whim = ~seed + i;
                var plan = CallOptions.to("sip:bob@10.0.0.2").ownEvents();
                var call = alice.call(random.nextBoolean() ? plan : plan.offer(Scene.SDP));
                alice
                    .threads()
                    .start(
                        "caller",
                        () -> {
                          try {
                            new Whims(alice, whim, asked).say(call);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
              }
              for (int i = 0; i < MESSAGES; i++) {
                alice.sleep(Duration.ofMillis(random.nextInt(200)));
                fool.act();
              }
              alice.sleep(Duration.ofMinutes(15));
              assertThat(alice.calls().await()).isZero();
              Whims.noFault(alice);
            }
            phone.close();
          });
      world.assertQuiet();
    }
    assertThat(asked).allMatch(Pending::isDone);
  }

  @Test
  void whateverAPeerDoesNothingFailsAndNothingStays() throws Exception {
    for (long seed = 1; seed <= WORLDS; seed++) {
      try {
        run(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("in the world of seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
