package org.offhook.lab.fuzz;

import java.time.Instant;
import java.util.Random;
import org.offhook.auth.AuthAttempt;
import org.offhook.auth.BearerChallenge;
import org.offhook.auth.ChallengeChoice;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAnswer;
import org.offhook.auth.DigestChallenge;
import org.offhook.auth.DigestClient;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.auth.Verification;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** Challenges as a client takes them, and credentials as a server does. */
final class AuthTarget {

  private static final byte[] ANSWER =
      Bytes.of(
          """
          \r
          Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r
          From: <sip:c@d.example>;tag=1\r
          To: <sip:a@b.example>;tag=2\r
          Call-ID: 1\r
          CSeq: 1 OPTIONS\r
          """);

  private static final byte[] AFTER = Bytes.of("\r\nContent-Length: 0\r\n\r\n");

  private static final Credentials SECRET =
      Credentials.builder("alice").anyRealm().password("secret").build();

  private static final Credentials KNOWN = Credentials.password("alice", "example.com", "secret");

  private AuthTarget() {}

  /** An input is the value of a row, be it a challenge, credentials or Authentication-Info. */
  static void row(byte[] input) {
    var header = HeaderTargets.read(AuthHeader::parse, Bytes.text(input));
    if (header != null) {
      Expect.same(AuthHeader.parse(header.toWire()), header, "a row that was printed");
      DigestChallenge.read(header);
    }
    for (var name : new String[] {"WWW-Authenticate: ", "Proxy-Authenticate: "}) {
      if (MessageParser.parse(answer("SIP/2.0 401 No", name, input))
          instanceof ParseResult.Parsed parsed) {
        challenged((SipResponse) parsed.message());
      }
    }
    HeaderTargets.with(Bytes.join(Bytes.of("Authorization: "), input))
        .ifPresent(
            request -> {
              verify(request);
              if (MessageParser.parse(answer("SIP/2.0 200 OK", "Authentication-Info: ", input))
                  instanceof ParseResult.Parsed parsed) {
                client().session().learned(request, (SipResponse) parsed.message());
              }
            });
  }

  private static byte[] answer(String start, String name, byte[] value) {
    return Bytes.join(Bytes.of(start), ANSWER, Bytes.of(name), value, AFTER);
  }

  private static DigestClient client() {
    return new DigestClient(CredentialStore.of(SECRET), ChallengeChoice.DEFAULT, new Bits());
  }

  private static void challenged(SipResponse response) {
    BearerChallenge.of(response).forEach(Expect::text);
    var request = HeaderTargets.with(new byte[0]).orElseThrow();
    var session = client().session();
    switch (session.answer(request, response, AuthAttempt.first())) {
      case DigestAnswer.Retry retry -> {
        var again = retry.rows().applyTo(request.toBuilder()).build();
        var sent =
            (SipRequest) MessageTargets.parsed(again.toBytes(), "a request with credentials");
        Expect.holds(
            sent.headers().fault(HeaderName.AUTHORIZATION).isEmpty()
                && sent.headers().fault(HeaderName.PROXY_AUTHORIZATION).isEmpty(),
            "credentials that can be read");
        session.answer(sent, response, retry.attempt());
        session.learned(sent, response);
        verify(sent);
        MessageTargets.parsed(
            session.proactive(request).applyTo(request.toBuilder()).build().toBytes(),
            "the next request");
      }
      case DigestAnswer.GiveUp giveUp ->
          Expect.holds(!giveUp.reason().toString().isEmpty(), "a reason");
    }
  }

  private static void verify(SipRequest request) {
    var verifier =
        DigestVerifier.builder("example.com", UserSecrets.of(CredentialStore.of(KNOWN)))
            .build(new Noon(), new Bits());
    switch (verifier.verify(request)) {
      case Verification.Challenge challenge ->
          MessageTargets.parsed(
              challenge.applyTo(SipResponse.to(request, challenge.status())).build().toBytes(),
              "a challenge");
      case Verification.Refused refused -> Expect.holds(!refused.reason().isEmpty(), "a reason");
      default -> throw new AssertionError("a stranger is let in: " + request);
    }
  }

  /** The same bits each time. */
  private static final class Bits implements Randomness {
    private final Random random = new Random(1);

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }

  /** Time that stands still. */
  private static final class Noon implements TimeSource {

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Instant wallClock() {
      return Instant.EPOCH;
    }
  }
}
