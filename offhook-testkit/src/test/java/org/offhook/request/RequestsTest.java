package org.offhook.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transaction.RawPeer;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.AutomaticPolicy;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.UaBench;

class RequestsTest {

  private final UaBench ua = new UaBench();
  private final Told told = new Told();
  private final List<InboundRequest> given = new ArrayList<>();
  private final List<InboundRequest> asked = new ArrayList<>();
  private Status availability = Status.OK;

  private final IncomingRequests incoming =
      ua.bench.onLoop(
          () ->
              new IncomingRequests(
                  ua.core,
                  () -> availability,
                  new IncomingRequests.Application() {
                    @Override
                    public void request(InboundRequest request) {
                      given.add(request);
                    }

                    @Override
                    public void asks(InboundRequest options) {
                      asked.add(options);
                    }
                  }));

  @AfterEach
  void nothingStaysBehind() {
    ua.bench.advance(200_000);
    assertThat(ua.bench.layer.alive()).isZero();
    ua.close();
  }

  /** What came of a request, as text. */
  private static final class Told implements OutgoingRequestUse.Listener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void answered(SipResponse response, SipRequest asSent, long roundTripNanos) {
      lines.add(response.status().code() + " after " + roundTripNanos / 1_000_000 + " ms");
    }

    @Override
    public void failed(SendFailure failure) {
      lines.add(failure.kind().toString());
    }
  }

  private OutgoingRequestUse start(SipRequest.Builder request) {
    return ua.bench.onLoop(
        () -> {
          var use = new OutgoingRequestUse(ua.core, Outgoing.of(request.build()).build(), told);
          use.start();
          return use;
        });
  }

  private SipRequest.Builder message(String target, String text) {
    return ua.bench.onLoop(
        () ->
            OutgoingRequestUse.message(
                ua.core,
                UaBench.uri(target),
                MediaType.TEXT_PLAIN,
                text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  @Rfc("CALL-61")
  void optionsAsAProbeMeasuresTheRoundTrip() {
    start(
        ua.bench.onLoop(
            () -> OutgoingRequestUse.options(ua.core, UaBench.uri("sip:bob@10.0.0.2"))));
    assertThat(ua.peer.last().request().headers().text("Accept").orElse(""))
        .contains("application/sdp");
    ua.bench.advance(120);
    ua.reply(200);
    assertThat(told.lines).containsExactly("200 after 120 ms");
  }

  @Test
  @Rfc("CALL-61")
  void optionsIsAnsweredAsAnInviteWouldBeNow() {
    ua.receive("OPTIONS sip:alice@10.0.0.1");
    assertThat(ua.response().status()).isEqualTo(Status.OK);
    var headers = ua.response().headers();
    assertThat(headers.text("Allow").orElse("")).contains("INVITE").contains("BYE");
    assertThat(headers.text("Accept").orElse("")).contains("application/sdp");
    assertThat(headers.text("Accept-Encoding")).isPresent();
    assertThat(headers.text("Accept-Language")).isPresent();

    availability = Status.BUSY_HERE;
    ua.receive("OPTIONS sip:alice@10.0.0.1");
    assertThat(ua.response().status()).isEqualTo(Status.BUSY_HERE);
    assertThat(given).isEmpty();
  }

  @Test
  void optionsWaitsInManualAndIsTheApplicationsInOff() {
    mode(AutoMode.MANUAL);
    ua.receive("OPTIONS sip:alice@10.0.0.1");
    assertThat(asked).hasSize(1);
    assertThat(ua.peer.got).isEmpty();
    ua.bench.act(() -> incoming.answerOptions(asked.getFirst()));
    assertThat(ua.response().status()).isEqualTo(Status.OK);

    mode(AutoMode.OFF);
    ua.receive("OPTIONS sip:alice@10.0.0.1");
    assertThat(given).hasSize(1);
    ua.bench.act(() -> given.getFirst().respond(Status.FORBIDDEN));
    assertThat(ua.response().status()).isEqualTo(Status.FORBIDDEN);
  }

  private void mode(AutoMode mode) {
    ua.settings(s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.ANSWER_OPTIONS, mode)));
  }

  @Test
  @Rfc("CALL-67")
  void aMessageHasNoContactMakesNoDialogAndBoth200And202AreSuccess() {
    start(message("sip:bob@10.0.0.2", "hello"));
    assertThat(ua.peer.last().request().headers().texts("Contact")).isEmpty();
    ua.reply(202);
    start(message("sip:bob@10.0.0.2", "hello"));
    ua.reply(200);
    assertThat(told.lines).containsExactly("202 after 0 ms", "200 after 0 ms");
    assertThat(ua.core.dialogs().size()).isZero();
  }

  @Test
  @Rfc("CALL-67")
  void aMessageThatIsTooLongForADatagramNeedsTcp() {
    start(message("sip:bob@10.0.0.2;transport=udp", "x".repeat(1300)));
    ua.bench.advance(10);
    assertThat(told.lines).containsExactly("TRANSPORT");
    assertThat(ua.peer.got).isEmpty();
    start(message("sip:bob@10.0.0.2", "x".repeat(1300)));
    ua.bench.advance(10);
    assertThat(ua.peer.last().request().topVia().transport()).isEqualTo("TCP");
  }

  @Test
  void methodsThatTheApplicationServesReachItAndInviteIsNotOneOfThem() {
    var weather = Method.of("WEATHER");
    ua.settings(
        s -> s.capabilities(s.build().capabilities().withAllow(List.of(Method.OPTIONS, weather))));
    ua.bench.act(() -> incoming.serve(List.of(weather)));
    ua.receive("WEATHER sip:alice@10.0.0.1");
    assertThat(given).hasSize(1);
    ua.bench.act(() -> given.getFirst().respond(Status.ACCEPTED));
    assertThat(ua.response().status()).isEqualTo(Status.ACCEPTED);
    assertThat(Map.of("ok", ua.bench.onLoop(() -> given.getFirst().respond(Status.OK))))
        .containsEntry("ok", false);
    assertThatThrownBy(() -> incoming.serve(List.of(Method.INVITE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnansweredRequestTimesOutAndACancelledOneIsForgotten() {
    start(message("sip:bob@10.0.0.2", "hello"));
    ua.bench.advance(32_000);
    assertThat(told.lines).containsExactly("TIMEOUT");

    var given = start(message("sip:bob@10.0.0.2", "hello"));
    var request = ua.peer.last().request();
    ua.bench.act(given::cancel);
    reply(ua.peer, request);
    assertThat(told.lines).containsExactly("TIMEOUT", "CANCELLED");
  }

  private void reply(RawPeer peer, SipRequest request) {
    ua.reply(peer, request, 200);
  }
}
