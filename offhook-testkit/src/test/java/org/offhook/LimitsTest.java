package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.dns.DnsSettings;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.MessageLimits;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.TlsSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;
import org.offhook.transport.TransportSettings;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;
import org.offhook.ua.Limits;
import org.offhook.ua.SourceLimits;

/** What is over a limit gets its answer and is counted, and the others do not pay for it. */
@ExtendWith(SimWorldExtension.class)
class LimitsTest {

  private static final EventPackage LAMP = EventPackage.of("x-lamp");

  private static Map<Limit, Long> struck(Endpoint endpoint) throws InterruptedException {
    var struck = new EnumMap<Limit, Long>(Limit.class);
    endpoint
        .stats()
        .await()
        .refused()
        .forEach(
            (limit, times) -> {
              if (times > 0) {
                struck.put(limit, times);
              }
            });
    return struck;
  }

  private static void works(Endpoint alice, SimWorld world) throws InterruptedException {
    alice.onCall(call -> call.answer(Scene.SDP).await());
    try (var carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options)) {
      var call = carol.call("sip:alice@10.0.0.1", Scene.SDP);
      call.outcome().awaitOk();
      call.hangUp().await();
    }
  }

  @Test
  void everyLimitIsInTheFigures(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            assertThat(alice.stats().await().refused())
                .containsOnlyKeys(Arrays.asList(Limit.values()))
                .allSatisfy((limit, times) -> assertThat(times).isZero());
          }
        });
  }

  @Test
  @Rfc({"SEC-01", "SEC-02"})
  void messagesThatAreTooLongGetTheirAnswerAndAreCounted(SimWorld world) throws Exception {
    var small = TransportSettings.defaults();
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options.transport(
                              new TransportSettings(
                                  small.patience(),
                                  small.connections(),
                                  small.datagramLimit(),
                                  MessageLimits.DEFAULT.withBody(1000),
                                  small.layers())));
              var bob = Scene.bob(world)) {
            var leg = bob.caller("long");
            leg.send(
                Method.OPTIONS,
                request -> request.requestUri(SipUri.parse("sip:" + "a".repeat(9_000) + "@h")));
            bob.response(414, Method.OPTIONS);
            leg.send(Method.OPTIONS, request -> request.raw("X-Long", "a".repeat(33_000)));
            bob.response(513, Method.OPTIONS);
            leg.send(
                Method.OPTIONS,
                request -> {
                  for (int i = 0; i < 300; i++) {
                    request.raw("X-" + i, "a");
                  }
                  return request;
                });
            bob.response(513, Method.OPTIONS);
            leg.send(
                Method.MESSAGE, request -> request.body(MediaType.TEXT_PLAIN, new byte[1_001]));
            bob.response(413, Method.MESSAGE);
            assertThat(struck(alice))
                .isEqualTo(Map.of(Limit.START_LINE, 1L, Limit.HEADERS, 2L, Limit.BODY, 1L));
            works(alice, world);
          }
        });
  }

  // the description comes first, a thousand multiparts inside each other after it
  @Test
  @Rfc({"SEC-01", "SEC-05"})
  void multipartsThatNestTooDeepAreNotLookedIntoAndCounted(SimWorld world) throws Exception {
    var body = new StringBuilder("--b0\r\nContent-Type: application/sdp\r\n\r\n" + Phone.SDP);
    for (int i = 0; i < 1_000; i++) {
      body.append("\r\n--b").append(i).append("\r\nContent-Type: multipart/mixed;boundary=b");
      body.append(i + 1).append("\r\n");
    }
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = bob.caller("deep");
            leg.send(
                Method.INVITE,
                request ->
                    request.body(
                        MediaType.parse("multipart/mixed;boundary=b0"),
                        body.toString().getBytes(StandardCharsets.US_ASCII)));
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.NESTING, 1L));
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
            works(alice, world);
          }
        });
  }

  /** Requests of peers that nobody answers. */
  private static Limits requests(int total, int unanswered, int perSource) {
    return Limits.DEFAULT.withRequests(
        new Limits.Requests(total, unanswered, perSource, Duration.ofSeconds(7)));
  }

  private static SipRequest page(Phone phone, String callId) {
    return phone.caller(callId).send(Method.MESSAGE);
  }

  @Test
  @Rfc("SEC-03")
  void unansweredRequestsAreLimitedInAllAndPerSource(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.limits(requests(100, 3, 2)));
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.4", "10.0.0.1")) {
            for (int i = 0; i < 3; i++) {
              page(bob, "b" + i);
            }
            var refusal = bob.response(503, Method.MESSAGE);
            assertThat(refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
                .isEqualTo(7);
            page(dave, "d0");
            page(dave, "d1");
            dave.response(503, Method.MESSAGE);
            assertThat(struck(alice))
                .isEqualTo(Map.of(Limit.UNANSWERED_PER_SOURCE, 1L, Limit.UNANSWERED, 1L));
            alice.reconfigure(options -> options.limits(Limits.DEFAULT));
            page(dave, "d2");
            dave.silence(Duration.ofMillis(100));
          }
        });
  }

  @Test
  @Rfc("SEC-03")
  void transactionsAreLimitedAndThoseOfDialogsHaveTwiceTheRoom(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.limits(requests(2, 100, 100)));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            page(bob, "page");
            bob.silence(Duration.ofMillis(50));
            page(bob, "page2");
            bob.response(503, Method.MESSAGE);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.TRANSACTIONS, 1L));
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("SEC-03")
  void dialogsAreLimitedAndThoseThatAreThereGoOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(world, options -> options.limits(Limits.DEFAULT.withDialogs(1)));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = bob.caller("first");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            var second = bob.caller("second").invite(Phone.SDP);
            var refusal = bob.response(503, Method.INVITE);
            assertThat(refusal.headers().get(HeaderName.RETRY_AFTER)).isPresent();
            bob.caller("second").ackRefusal(second, refusal);
            bob.silence(Duration.ofSeconds(40));
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
            bob.caller("third").invite(Phone.SDP);
            bob.awaitResponse(200, Method.INVITE);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.DIALOGS, 1L));
          }
        });
  }

  @Test
  @Rfc("SEC-03")
  void callsSubscriptionsAndEventsAreLimited(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options
                              .calls(CallPolicy.DEFAULT.withMaxCalls(1))
                              .queues(new QueueSizes(2, 2))
                              .events(
                                  EventPolicy.DEFAULT
                                      .withPackages(java.util.List.of(LAMP))
                                      .withMost(0)));
              var bob = Scene.bob(world)) {
            bob.caller("one").invite(Phone.SDP);
            bob.response(100, Method.INVITE);
            bob.caller("two").invite(Phone.SDP);
            bob.response(503, Method.INVITE);
            bob.caller("three")
                .send(
                    Method.SUBSCRIBE,
                    request ->
                        request.raw("Event", "x-lamp").set(HeaderName.CONTACT, bob.contact()));
            bob.awaitResponse(503, Method.SUBSCRIBE);
            for (int i = 0; i < 5; i++) {
              page(bob, "page" + i);
            }
            bob.awaitResponse(503, Method.MESSAGE);
            assertThat(struck(alice))
                .containsEntry(Limit.CALLS, 1L)
                .containsEntry(Limit.SUBSCRIPTIONS, 1L)
                .containsKey(Limit.EVENTS)
                .hasSize(3);
          }
        });
  }

  @Test
  void forksAreLimitedUntilOneAnswers(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(world, options -> options.limits(Limits.DEFAULT.withForks(2)));
              var bob = Scene.bob(world)) {
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            for (int i = 0; i < 5; i++) {
              bob.callee(invite, "fork" + i).reply(invite, 180);
            }
            var leg = bob.callee(invite, "fork4");
            leg.reply(invite, 200, Phone.SDP);
            call.outcome().awaitOk();
            bob.request(Method.ACK);
            bob.callee(invite, "fork3").reply(invite, 200, Phone.SDP);
            bob.silence(Duration.ofSeconds(1));
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.FORKS, 4L));
            call.hangUp();
            bob.request(Method.BYE);
          }
        });
  }

  @Test
  @Rfc("SEC-14")
  void redirectionsAndChallengesAreLimited(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options
                              .credentials("alice", "secret")
                              .outboundProxy("sip:10.0.0.2")
                              .redirects(new org.offhook.ua.RedirectPolicy(1, false, false))
                              .limits(Limits.DEFAULT.withChallenges(1)));
              var bob = Scene.bob(world)) {
            var moved = alice.message("sip:bob@10.0.0.2", "hello");
            for (int i = 0; i < 2; i++) {
              var request = bob.request(Method.MESSAGE);
              bob.send(
                  bob.callee(withContact(request, bob), "t")
                      .response(request, 302)
                      .add(HeaderName.CONTACT, Contact.of(SipUri.parse("sip:x" + i + "@10.0.0.2")))
                      .build());
            }
            assertThat(moved.await().isOk()).isFalse();
            var asked = alice.message("sip:bob@10.0.0.2", "hello");
            for (int i = 0; i < 2; i++) {
              var request = bob.request(Method.MESSAGE);
              bob.send(
                  bob.callee(withContact(request, bob), "t")
                      .response(request, 401)
                      .raw(
                          "WWW-Authenticate",
                          "Digest realm=\"10.0.0.1\", stale=true, nonce=\"n" + i + "\"")
                      .build());
            }
            assertThat(asked.await().isOk()).isFalse();
            assertThat(struck(alice))
                .isEqualTo(Map.of(Limit.REDIRECTIONS, 1L, Limit.CHALLENGES, 1L));
          }
        });
  }

  private static SipRequest withContact(SipRequest request, Phone phone) {
    return request.toBuilder().set(HeaderName.CONTACT, phone.contact()).build();
  }

  @Test
  void recordsOfADnsAnswerAreLimited(SimWorld world) throws Exception {
    var zone = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      zone.append("_sip._udp.many.test. 60 SRV ").append(i).append(" 0 5060 s.many.test.\n");
    }
    world.nameServer("10.0.0.53").zone(zone + "s.many.test. 60 A 10.0.0.2");
    world.run(
        () -> {
          try (var alice =
              Scene.alice(world, options -> options.dns(DnsSettings.DEFAULT.withMostRecords(2)))) {
            var found = alice.dns().locate("sip:many.test;transport=udp").awaitOk().found();
            assertThat(found).isNotEmpty();
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.DNS_RECORDS, 1L));
          }
        });
  }

  /** What a peer of connections has: none of them says anything. */
  private static final class Mute implements StreamHandler {
    int closed;

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      closed++;
    }
  }

  private static InetAddress address(String numeric) {
    return Objects.requireNonNull(IpLiteral.parse(numeric));
  }

  private static StreamConnection connect(SimWorld world, Network from, Mute handler, int port)
      throws InterruptedException {
    var connection =
        world.onLoop(
            from,
            () ->
                from.connectStream(
                    address("10.0.0.8"),
                    new InetSocketAddress(address("10.0.0.1"), port),
                    handler));
    world.advance(Duration.ofMillis(1));
    return connection;
  }

  @Test
  @Rfc({"SEC-03", "SEC-04"})
  void connectionsAreLimitedAndWhoSaysNothingMakesRoom(SimWorld world) throws Exception {
    var limits = new TransportSettings.ConnectionLimits(4, 3).withHalfOpen(2);
    world.run(
        () -> {
          var eve = world.host("eve", "10.0.0.8").attach("eve");
          try (var alice =
              Scene.alice(
                  world,
                  options ->
                      options.transport(TransportSettings.defaults().withConnections(limits)))) {
            var mute = new Mute();
            for (int i = 0; i < 3; i++) {
              connect(world, eve, mute, 5060);
            }
            alice.sleep(Duration.ofMillis(100));
            assertThat(mute.closed).isEqualTo(1);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.HALF_OPEN, 1L));
            var begun = connect(world, eve, mute, 5060);
            world.onLoop(
                eve, () -> begun.write("OPTIONS sip:".getBytes(StandardCharsets.US_ASCII)));
            alice.sleep(Duration.ofSeconds(40));
            assertThat(mute.closed).isEqualTo(4);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.HALF_OPEN, 2L, Limit.SLOW_PEER, 2L));
            works(alice, world);
          } finally {
            eve.close();
          }
        });
  }

  @Test
  @Rfc({"SEC-03", "SEC-04"})
  void unfinishedHandshakesAreLimitedInNumberAndTime(SimWorld world) throws Exception {
    var authority = TestAuthority.create("Test CA");
    var tls =
        TlsSettings.builder()
            .trust(authority.trust())
            .certificate(authority.certificate().address("10.0.0.1").issue().identity())
            .unfinishedHandshakes(3, 2)
            .build();
    world.run(
        () -> {
          var eve = world.host("eve", "10.0.0.8").attach("eve");
          try (var alice =
              Scene.alice(
                  world, options -> options.tls(tls).listen(Listen.tls("10.0.0.1", 5061)))) {
            var mute = new Mute();
            for (int i = 0; i < 3; i++) {
              connect(world, eve, mute, 5061);
            }
            alice.sleep(Duration.ofMinutes(1));
            assertThat(mute.closed).isEqualTo(3);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.HALF_OPEN, 1L, Limit.SLOW_PEER, 2L));
            works(alice, world);
          } finally {
            eve.close();
          }
        });
  }

  @Test
  @Rfc("SEC-24")
  void requestsOfOneSourceAreLimitedAndDialogsGoOn(SimWorld world) throws Exception {
    var three = AccessPolicy.OPEN.with(SourceLimits.NONE.withRequests(3));
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.access(three));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            for (int i = 0; i < 4; i++) {
              bob.caller("o" + i).send(Method.OPTIONS);
            }
            bob.awaitResponse(503, Method.OPTIONS);
            bob.response(503, Method.OPTIONS);
            assertThat(struck(alice)).isEqualTo(Map.of(Limit.SOURCE_REQUESTS, 2L));
            leg.send(Method.INFO);
            assertThat(bob.take().startLine()).doesNotContain("503");
            alice.sleep(Duration.ofSeconds(11));
            bob.forget();
            bob.caller("later").send(Method.OPTIONS);
            assertThat(bob.take().startLine()).doesNotContain("503");
          }
        });
  }
}
