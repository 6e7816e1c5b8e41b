package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.offhook.message.MediaType;
import org.offhook.message.Status;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.TestAuthority;

/**
 * Six users of one server, each by another transport, who call each other, send messages, subscribe
 * and publish, through a network that loses, doubles, shuffles, delays and cuts datagrams and
 * breaks connections, beside a peer that answers every request by every transport with something
 * wrong: whatever was asked is answered, no loop fails, and nothing stays. Some worlds in the
 * build; the laboratory plays more ({@code -Doffhook.transports.worlds=200}).
 */
@Timeout(3_600)
class AllTransportsTest {

  private static final int WORLDS = Integer.getInteger("offhook.transports.worlds", 4);
  private static final int STEPS = 60;
  private static final List<TransportKind> KINDS = List.of(TransportKind.values());
  private static final String WRONG = "10.0.0.8";
  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final NotifyBody STATE =
      NotifyBody.text(
          "application/pidf+xml",
          """
          <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:udp@example.com">\
          <tuple id="t"><status><basic>open</basic></status></tuple></presence>\
          """);
  private static final SessionDescription SDP =
      SessionDescription.audio("10.0.0.1", 30000, RtpMap.PCMU);

  private static TlsSettings tls(String address) {
    var certificate = CA.certificate().address(address).domain("example.com").issue();
    return TlsSettings.builder().trust(CA.trust()).certificate(certificate.identity()).build();
  }

  /** Everybody, and what they asked for. */
  private static final class Town {
    private final SimWorld world;
    private final Random random;
    private final SipServer server;
    private final WrongPeer wrong;
    private final List<Endpoint> people = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Pending<?>> asked = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();

    Town(SimWorld world, long seed) throws InterruptedException {
      this.world = world;
      this.random = new Random(seed);
      world.network().name("example.com", "10.0.0.9");
      server =
          SipServer.start(
              SipServerOptions.builder()
                  .host(world.host("example.com", "10.0.0.9"))
                  .listen(
                      Listen.sip("10.0.0.9", 5060),
                      Listen.tls("10.0.0.9", 5061),
                      Listen.dtls("10.0.0.9", 5061),
                      Listen.ws("10.0.0.9", 80),
                      Listen.wss("10.0.0.9", 443))
                  .tls(tls("10.0.0.9"))
                  .domain("example.com")
                  .events(true)
                  .build());
      wrong = new WrongPeer(world, WRONG, tls(WRONG), seed);
      for (var kind : KINDS) {
        people.add(person(kind));
      }
    }

    private Endpoint person(TransportKind kind) throws InterruptedException {
      var address = "10.0.0." + (1 + KINDS.indexOf(kind));
      var options =
          EndpointOptions.builder()
              .host(world.host(kind.label(), address))
              .aor("sip:" + kind.label() + "@example.com")
              .tls(tls(address));
      if (!kind.framed()) {
        options
            .listen(Listen.sip(address, 5060))
            .listen(Listen.tls(address, 5061))
            .listen(Listen.dtls(address, 5061));
      }
      var endpoint = Endpoint.start(options.build());
      endpoint.onCall(this::serve);
      endpoint.onRequest(request -> request.respond(Status.OK));
      asked.add(endpoint.register("sip:example.com" + by(kind)).outcome());
      return endpoint;
    }

    private static String by(TransportKind kind) {
      return ";transport=" + (kind == TransportKind.WSS ? "wss" : kind.uriToken());
    }

    private void serve(IncomingCall call) throws InterruptedException {
      calls.add(call);
      asked.add(call.ended());
      switch (random.nextInt(6)) {
        case 0 -> call.reject(Status.BUSY_HERE);
        case 1 -> call.ring();
        case 2 -> {
          call.progress(Status.SESSION_PROGRESS, SDP);
          asked.add(call.answer(SDP));
        }
        default -> asked.add(call.answer(SDP));
      }
      call.ended().await();
    }

    /** A user by the server, or the wrong peer directly and by any transport. */
    private String target(Endpoint by) {
      var kind = KINDS.get(random.nextInt(KINDS.size()));
      return random.nextInt(3) > 0
          ? "sip:" + kind.label() + "@example.com" + by(KINDS.get(people.indexOf(by)))
          : "sip:w@" + WRONG + (kind.framed() ? ":" + (kind.secure() ? 443 : 80) : "") + by(kind);
    }

    private Endpoint anybody() {
      return people.get(random.nextInt(people.size()));
    }

    void step() {
      var who = anybody();
      var target = target(who);
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          var call = who.call(CallOptions.to(target).offer(SDP).ownEvents());
          calls.add(call);
          asked.add(call.outcome());
          asked.add(call.ended());
        }
        case 3 -> asked.add(who.message(target, "hello"));
        case 4 -> asked.add(who.options(target));
        case 5 -> {
          var subscription = who.subscribe(SubscribeOptions.to(target, "presence"));
          subscriptions.add(subscription);
          asked.add(subscription.outcome());
        }
        case 6 -> {
          var publication = who.publish(PublishOptions.of(target, "presence", STATE));
          publications.add(publication);
          asked.add(publication.outcome());
        }
        case 7 -> inCall();
        default -> world.network().breakConnections(hostOf(who), other());
      }
    }

    private void inCall() {
      if (!calls.isEmpty()) {
        var call = calls.get(random.nextInt(calls.size()));
        asked.add(
            switch (random.nextInt(4)) {
              case 0 -> call.hold();
              case 1 -> call.update(SDP);
              case 2 -> call.info(MediaType.TEXT_PLAIN, new byte[] {'1'});
              default -> call.hangUp();
            });
      }
    }

    private SimHost hostOf(Endpoint endpoint) {
      return host(KINDS.get(people.indexOf(endpoint)).label());
    }

    private SimHost other() {
      return random.nextInt(3) == 0 ? wrong.host() : host("example.com");
    }

    private SimHost host(String name) {
      return world.hosts().stream()
          .filter(one -> one.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    void end() throws InterruptedException {
      calls.forEach(call -> asked.add(call.hangUp()));
      publications.forEach(one -> asked.add(one.remove()));
      subscriptions.forEach(one -> asked.add(one.unsubscribe()));
      // What a server could not send on, session timers end.
      world.advance(Duration.ofHours(2));
      for (var endpoint : people) {
        var alive = endpoint.stats().await().alive();
        assertThat(alive.calls()).as("calls of %s", endpoint).isZero();
        assertThat(alive.subscriptions()).as("subscriptions of %s", endpoint).isZero();
        assertThat(alive.notifiers()).as("notifiers of %s", endpoint).isZero();
        for (var e = endpoint.events().poll(); e.isPresent(); e = endpoint.events().poll()) {
          assertThat(e.get()).isNotInstanceOf(EndpointEvent.HandlerFailed.class);
        }
        endpoint.close();
      }
      server.close();
      wrong.close();
    }
  }

  private static void play(long seed, Map<String, Integer> outcomes) throws Exception {
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(15));
      world.network().all().loss(0.05).duplicate(0.05).reorder(0.1).truncate(0.02);
      world.timeLimit(Duration.ofDays(1));
      world.run(
          () -> {
            var town = new Town(world, seed);
            for (int i = 0; i < STEPS; i++) {
              world.advance(Duration.ofMillis(town.random.nextInt(1_500)));
              town.step();
            }
            town.end();
            assertThat(town.wrong.answered()).isPositive();
            assertThat(town.asked).allMatch(Pending::isDone);
            for (var one : town.asked) {
              outcomes.merge(one.await().getClass().getSimpleName(), 1, Integer::sum);
            }
          });
      world.assertQuiet();
    }
  }

  @Test
  @Rfc({"NET-14", "SEC-28"})
  void whateverTheNetworkAndAWrongPeerDoAllIsAnsweredAndNothingStays() throws Exception {
    var outcomes = new TreeMap<String, Integer>();
    for (long seed = 1; seed <= WORLDS; seed++) {
      try {
        play(seed, outcomes);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("in the world of seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.printf("all transports, seeds 1 to %d: %s%n", WORLDS, outcomes);
    assertThat(outcomes).containsKeys("Answered", "Established", "Published", "Registered");
  }
}
