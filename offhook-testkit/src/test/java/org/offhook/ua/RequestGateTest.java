package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.auth.AuthAttempt;
import org.offhook.auth.ChallengeChoice;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.auth.DigestAnswer;
import org.offhook.auth.DigestClient;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

/** Each check of RFC 3261 §8.2, and their order. */
class RequestGateTest {

  private final UaBench ua = new UaBench();
  private final List<InboundRequest> served = new ArrayList<>();

  @BeforeEach
  void serveInvitesAndMessages() {
    ua.bench.act(
        () -> {
          ua.core.onRequest(Method.INVITE, served::add);
          ua.core.onRequest(Method.MESSAGE, served::add);
        });
  }

  @AfterEach
  void close() {
    ua.close();
  }

  private int status() {
    return ua.response().status().code();
  }

  private String row(String name) {
    return String.join(",", ua.response().headers().texts(name));
  }

  @Test
  @Rfc("SEC-07")
  void aKnownMethodThatIsNotAllowedGets405AndAnUnknownOne501() {
    ua.receive("PUBLISH sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(405);
    assertThat(row("Allow")).contains("INVITE").contains("MESSAGE").doesNotContain("PUBLISH");
    ua.receive("invite sip:alice@10.0.0.1");
    assertThat(status()).isEqualTo(501);
    assertThat(row("Allow")).contains("INVITE");
  }

  @Test
  @Rfc("SEC-08")
  void anUnknownSchemeGets416AnUnservedUser404AndAForeignToIsFine() {
    ua.settings(
        s -> s.servesUser(u -> u instanceof SipUri sip && sip.user().equals(user("alice"))));
    ua.receive("MESSAGE nobody:knows@10.0.0.1");
    assertThat(status()).isEqualTo(416);
    ua.receive("MESSAGE sip:carol@10.0.0.1");
    assertThat(status()).isEqualTo(404);
    ua.receive(
        "MESSAGE sip:alice@10.0.0.1",
        "From: <sip:bob@example.com>;tag=b1",
        "To: <foreign:somebody@else>",
        "Call-ID: t",
        "CSeq: 1 MESSAGE");
    assertThat(served).hasSize(1);
  }

  private static Optional<String> user(String name) {
    return Optional.of(name);
  }

  @Test
  @Rfc({"CALL-59", "SEC-12"})
  void requiredExtensionsThatAreUnknownAreListedIn420() {
    ua.settings(s -> s.capabilities(Capabilities.DEFAULT.withSupported(List.of("100rel"))));
    ua.receive("INVITE sip:alice@10.0.0.1", "Require: nothing, 100REL", "Require: other");
    assertThat(status()).isEqualTo(420);
    assertThat(row("Unsupported")).isEqualTo("nothing, other");
    ua.receive("MESSAGE sip:alice@10.0.0.1", "Require: 100rel", "Proxy-Require: whatever");
    assertThat(served).hasSize(1);
  }

  @Test
  @Rfc("SEC-11")
  void bodiesThatCannotBeReadGet415WithWhatCan() {
    ua.settings(s -> s.capabilities(Capabilities.DEFAULT.withLanguages(List.of("en"))));
    ua.receive("INVITE sip:alice@10.0.0.1", "Content-Type: application/x-odd", body());
    assertThat(status()).isEqualTo(415);
    assertThat(row("Accept")).contains("application/sdp");
    ua.receive(
        "INVITE sip:alice@10.0.0.1",
        "Content-Type: application/sdp",
        "Content-Encoding: gzip",
        body());
    assertThat(status()).isEqualTo(415);
    assertThat(row("Accept-Encoding")).isEqualTo("identity");
    ua.receive(
        "MESSAGE sip:alice@10.0.0.1", "Content-Type: text/plain", "Content-Language: fr", body());
    assertThat(status()).isEqualTo(415);
    assertThat(row("Accept-Language")).isEqualTo("en");
    ua.receive(
        "INVITE sip:alice@10.0.0.1",
        "Content-Type: application/x-odd",
        "Content-Disposition: render;handling=optional",
        body());
    ua.receive(
        "MESSAGE sip:alice@10.0.0.1",
        "Content-Type: text/plain",
        "Content-Language: en-GB",
        body());
    assertThat(served).hasSize(2);
  }

  /** Ends the header part; the datagram's end is the body's. */
  private static String body() {
    return "\nhello";
  }

  @Test
  @Rfc("CALL-67")
  void aMessageOfATypeThatIsNotAcceptedGets415() {
    ua.settings(
        s ->
            s.capabilities(
                Capabilities.DEFAULT.withAccept(
                    Map.of(Method.MESSAGE, List.of(MediaType.TEXT_PLAIN)))));
    ua.receive("MESSAGE sip:alice@10.0.0.1", "Content-Type: image/png", body());
    assertThat(status()).isEqualTo(415);
    assertThat(row("Accept")).isEqualTo("text/plain");
    ua.receive("MESSAGE sip:alice@10.0.0.1", "Content-Type: text/plain;charset=UTF-8", body());
    ua.bench.act(() -> served.getFirst().respond(Status.OK));
    assertThat(status()).isEqualTo(200);
    assertThat(ua.response().headers().text("Contact")).isEmpty();
    assertThat(ua.core.dialogs().size()).isZero();
  }

  @Test
  @Rfc("SEC-13")
  void maxForwardsOfZeroIsServedHere() {
    ua.receive("MESSAGE sip:alice@10.0.0.1", "Max-Forwards: 0");
    assertThat(served).hasSize(1);
    assertThat(ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").maxForwards()).hasValue(70);
  }

  @Test
  @Rfc("TX-31")
  void aCopyThatTookAnotherWayGets482AndTheFirstGoesOn() {
    String[] same = {
      "From: <sip:bob@example.com>;tag=b1",
      "To: <sip:alice@example.com>",
      "Call-ID: forked",
      "CSeq: 9 INVITE"
    };
    ua.receive("INVITE sip:alice@10.0.0.1", same);
    ua.receive("INVITE sip:alice@10.0.0.1", same);
    assertThat(status()).isEqualTo(482);
    assertThat(served).hasSize(1);
    ua.bench.act(() -> served.getFirst().respond(Status.BUSY_HERE));
    assertThat(status()).isEqualTo(486);
  }

  private void challengeEverything() {
    ua.settings(
        s ->
            s.incomingAuthentication(
                IncomingAuthentication.always(
                    DigestVerifier.builder(
                            "example.com",
                            UserSecrets.of(
                                CredentialStore.of(
                                    Credentials.password("bob", "example.com", "b"))))
                        .algorithms(DigestAlgorithm.MD5)
                        .build(ua.core.loop().time(), ua.core.loop().random()))));
  }

  @Test
  @Rfc("SEC-06")
  void theFirstFailingCheckDecides() {
    challengeEverything();
    ua.settings(s -> s.servesUser(uri -> false));
    ua.receive("PUBLISH x:y", "Require: odd");
    assertThat(status()).isEqualTo(401);
    assertThat(row("WWW-Authenticate")).startsWith("Digest ").contains("realm=\"example.com\"");
    ua.settings(s -> s.incomingAuthentication(null));
    ua.receive("PUBLISH x:y", "Require: odd");
    assertThat(status()).isEqualTo(405);
    ua.receive("INVITE x:y", "Require: odd");
    assertThat(status()).isEqualTo(416);
    ua.receive("INVITE sip:alice@10.0.0.1", "Require: odd");
    assertThat(status()).isEqualTo(404);
    ua.settings(s -> s.servesUser(uri -> true));
    ua.receive(
        "INVITE sip:alice@10.0.0.1", "Require: odd", "Content-Type: application/x-odd", body());
    assertThat(status()).isEqualTo(420);
    ua.receive("INVITE sip:alice@10.0.0.1", "Content-Type: application/x-odd", body());
    assertThat(status()).isEqualTo(415);
    assertThat(served).isEmpty();
  }

  @Test
  @Rfc("SEC-15")
  void whoTheSenderIsComesFromItsProofNotFromItsText() {
    ua.receive("MESSAGE sip:alice@10.0.0.1", "P-Asserted-Identity: <sip:boss@example.com>");
    assertThat(served.getFirst().provenance()).isEqualTo(Provenance.NONE);

    challengeEverything();
    var bob =
        new DigestClient(
            CredentialStore.of(Credentials.password("bob", "example.com", "b")),
            ChallengeChoice.DEFAULT,
            ua.core.loop().random());
    var first = ua.receive("MESSAGE sip:alice@10.0.0.1");
    var answer = bob.session().answer(first, ua.response(), AuthAttempt.first());
    var rows = ((DigestAnswer.Retry) answer).rows();
    ua.peer.send(
        rows.applyTo(first.toBuilder())
            .set(HeaderName.CSEQ, new CSeq(6, Method.MESSAGE))
            .set(HeaderName.VIA, first.topVia().with("branch", "z9hG4bKagain"))
            .build());

    assertThat(served.getLast().provenance())
        .isEqualTo(new Provenance(Provenance.Kind.DIGEST, "bob"));
  }

  @Test
  @Rfc("SEC-25")
  void theServerHeaderIsWrittenOnlyWhereAsked() {
    ua.receive("PUBLISH sip:alice@10.0.0.1");
    assertThat(row("Server")).isEmpty();
    assertThat(ua.request(Method.OPTIONS, "sip:b@10.0.0.2").headers().text("User-Agent")).isEmpty();
    ua.settings(s -> s.product("Thing/1"));
    ua.receive("PUBLISH sip:alice@10.0.0.1");
    assertThat(row("Server")).isEqualTo("Thing/1");
    assertThat(ua.request(Method.OPTIONS, "sip:b@10.0.0.2").headers().text("User-Agent"))
        .hasValue("Thing/1");
  }
}
