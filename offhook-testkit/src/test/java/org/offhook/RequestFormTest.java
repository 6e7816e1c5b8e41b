package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.MessageTap;
import org.offhook.ua.EventPackage;
import org.offhook.ua.ReliableProvisionals;

/** The fields of messages as they are sent: RFC 3261 §8.1.1, §12.1.1, §20. */
@ExtendWith(SimWorldExtension.class)
class RequestFormTest {

  /** Requests that may change the target of a dialog, or bind an address: they need a Contact. */
  private static final Set<Method> WITH_CONTACT =
      Set.of(
          Method.INVITE,
          Method.REGISTER,
          Method.SUBSCRIBE,
          Method.NOTIFY,
          Method.REFER,
          Method.UPDATE);

  private static final List<String> ONCE =
      List.of("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length");
  private static final List<Method> METHODS =
      Stream.of(
              "INVITE ACK BYE CANCEL PRACK UPDATE INFO REFER NOTIFY SUBSCRIBE REGISTER PUBLISH"
                  + " MESSAGE OPTIONS PING")
          .flatMap(names -> Stream.of(names.split(" ")))
          .map(Method::of)
          .toList();
  private static final Duration SHORT = Duration.ofMillis(100);

  /** A call with all that may happen in it, one that is given up, and what there is beside. */
  private static void everything(Endpoint alice, Endpoint bob) throws InterruptedException {
    bob.onRequest(request -> request.respond(Status.OK));
    bob.onSubscribe(wish -> wish.accept(NotifyBody.text("text/plain", "on")));
    bob.onRefer(IncomingRefer::acceptWithoutCall);
    bob.onCall(
        call -> {
          call.progress(Status.SESSION_PROGRESS, Phone.SDP);
          if (!call.request().requestUri().toString().contains("silent")) {
            call.answer(Phone.SDP).await();
          }
          call.ended().await();
        });
    var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
    call.outcome().awaitOk();
    call.update().awaitOk();
    call.info(MediaType.TEXT_PLAIN, new byte[] {'x'}).await();
    call.transfer("sip:carol@10.0.0.2");
    alice.sleep(SHORT);
    call.hangUp().await();
    var given = alice.call("sip:silent@10.0.0.2", Scene.SDP);
    alice.sleep(SHORT);
    given.hangUp().await();
    alice.message("sip:bob@10.0.0.2", "hello").await();
    alice.options("sip:bob@10.0.0.2").await();
    alice.subscribe("sip:bob@10.0.0.2", "x-lamp");
    alice.register("sip:10.0.0.2");
    alice.publish("sip:alice@10.0.0.2", "x-lamp", NotifyBody.text("text/plain", "on"));
    alice.request(RequestOptions.of(Method.of("PING"), "sip:bob@10.0.0.2")).await();
    alice.sleep(SHORT);
  }

  @Test
  void eachRequestHasTheFieldsThatItMustHave(SimWorld world) throws Exception {
    var sent = new LinkedHashMap<Method, SipRequest>();
    var tap = new MessageTap();
    tap.listen(
        (message, received) -> {
          if (!received && message instanceof SipRequest request) {
            sent.putIfAbsent(request.method(), request);
          }
        });
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options.tap(tap).reliableProvisionals(ReliableProvisionals.PREFERRED));
              var bob =
                  Scene.endpoint(
                      world,
                      "bob",
                      "10.0.0.2",
                      options ->
                          options
                              .tap(tap)
                              .reliableProvisionals(ReliableProvisionals.PREFERRED)
                              .events(EventPackage.of("x-lamp")))) {
            everything(alice, bob);
          }
        });
    assertThat(sent.keySet()).containsExactlyInAnyOrderElementsOf(METHODS);
    sent.forEach(
        (method, request) -> {
          var rows = request.headers();
          for (var name : ONCE) {
            assertThat(rows.texts(name)).as(name + " of " + method).hasSize(1);
          }
          assertThat(request.topVia().branch().orElseThrow()).startsWith("z9hG4bK");
          assertThat(request.from().tag()).as("tag of " + method).isPresent();
          assertThat(request.cSeq().method()).isEqualTo(method);
          assertThat(request.maxForwards()).hasValue(70);
          assertThat(rows.texts("Content-Length"))
              .containsExactly(Integer.toString(request.body().length));
          assertThat(rows.all(HeaderName.CONTACT))
              .as("Contact of " + method)
              .hasSize(WITH_CONTACT.contains(method) ? 1 : 0);
        });
  }

  // bob --INVITE (two Record-Routes)--> <--180-- <--200--
  @Test
  void recordRouteComesBackInOrderInEachAnswerThatMakesADialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.answer(Scene.SDP).await();
                  call.ended().await();
                });
            var leg = bob.caller("c1");
            leg.send(
                Method.INVITE,
                invite ->
                    invite
                        .raw("Record-Route", "<sip:10.0.0.2;lr;n=1>, <sip:p2.example.com;lr>")
                        .raw("Record-Route", "<sip:p3.example.com;lr;x>")
                        .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            for (int code : new int[] {180, 200}) {
              var answer = bob.awaitResponse(code, Method.INVITE);
              assertThat(answer.headers().texts("Record-Route"))
                  .containsExactly(
                      "<sip:10.0.0.2;lr;n=1>, <sip:p2.example.com;lr>",
                      "<sip:p3.example.com;lr;x>");
              assertThat(answer.headers().all(HeaderName.CONTACT)).hasSize(1);
              leg.learn(answer);
            }
            leg.send(Method.BYE);
          }
        });
  }
}
