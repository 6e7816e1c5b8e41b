package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** The registrar's answers, rule by rule (RFC 3261 §10.3). */
@ExtendWith(SimWorldExtension.class)
class RegistrarTest {

  private static final String REGISTRAR = "sip:example.com";

  /** Starts an open registrar and a peer that will register as alice. */
  private static void registering(SimWorld world, Script script) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world);
              var peer = ScriptedPeer.on(world.host("alice", "10.0.0.1"))) {
            peer.identity("sip:alice@example.com");
            script.play(site, peer);
          }
        });
  }

  private interface Script {
    void play(Site site, ScriptedPeer peer) throws Exception;
  }

  private static Consumer<SipRequest.Builder> contacts(String... values) {
    return request -> {
      toAlice().accept(request);
      request.setAll(HeaderName.CONTACT, List.of(values).stream().map(Contact::parse).toList());
    };
  }

  private static Consumer<SipRequest.Builder> toAlice() {
    return request -> request.set(HeaderName.TO, NameAddr.parse("<sip:alice@example.com>"));
  }

  private static List<String> bindings(Site site) throws InterruptedException {
    return site.server.bindings("alice").stream()
        .map(binding -> binding.contact().uri().toString())
        .toList();
  }

  private static List<String> listed(ScriptedPeer peer) {
    return peer.response().headers().all(HeaderName.CONTACT).stream()
        .map(Contact::toString)
        .toList();
  }

  @Test
  @Rfc("REG-27")
  void theAnswerListsAllBindingsWithWhatIsLeftOfEach(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>;expires=600")).expect(200);
          peer.after(Duration.ofSeconds(100))
              .send("REGISTER", contacts("<sip:b@10.0.0.1>"))
              .expect(200);
          assertThat(listed(peer))
              .containsExactly("<sip:a@10.0.0.1>;expires=500", "<sip:b@10.0.0.1>;expires=3600");
          assertThat(peer.response().headers().get(HeaderName.DATE)).isPresent();
        });
  }

  @Test
  @Rfc("REG-27")
  void parametersPreferenceFeaturesAndPathAreKept(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          String contact = "<sip:a@10.0.0.1;transport=udp;ob>;q=0.5;audio;methods=\"INVITE,BYE\"";
          peer.begin(
                  "REGISTER",
                  REGISTRAR,
                  contacts(contact).andThen(r -> r.raw("Path", "<sip:10.0.0.7;lr>")))
              .expect(200);
          assertThat(listed(peer)).containsExactly(contact + ";expires=3600");
          assertThat(peer.response().headers().texts("Path")).containsExactly("<sip:10.0.0.7;lr>");
          assertThat(site.server.bindings().getFirst().path())
              .containsExactly(NameAddr.parse("<sip:10.0.0.7;lr>"));
        });
  }

  @Test
  void aQueryChangesNothing(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>")).expect(200);
          peer.send("REGISTER", contacts()).expect(200);
          assertThat(listed(peer)).containsExactly("<sip:a@10.0.0.1>;expires=3600");
        });
  }

  @Test
  void theContactsOwnExpiresPrecedesTheHeaderField(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin(
                  "REGISTER",
                  REGISTRAR,
                  contacts("<sip:a@10.0.0.1>;expires=100", "<sip:b@10.0.0.1>")
                      .andThen(r -> r.set(HeaderName.EXPIRES, 200L)))
              .expect(200);
          assertThat(listed(peer))
              .containsExactly("<sip:a@10.0.0.1>;expires=100", "<sip:b@10.0.0.1>;expires=200");
        });
  }

  @Test
  void tooLongALifetimeIsShortened(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>;expires=999999"))
              .expect(200);
          assertThat(listed(peer)).containsExactly("<sip:a@10.0.0.1>;expires=7200");
        });
  }

  @Test
  @Rfc("REG-26")
  void tooShortALifetimeIsRefusedWithTheShortestOne(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>;expires=59")).expect(423);
          peer.header("Min-Expires", value -> assertThat(value).isEqualTo("60"));
          assertThat(bindings(site)).isEmpty();
        });
  }

  @ParameterizedTest
  @Rfc("REG-26")
  @CsvSource({"'*', 10", "'*', ", "'*|<sip:c@10.0.0.1>', 0"})
  void anImproperStarIsABadRequest(String contacts, Long expires, SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>")).expect(200);
          peer.send(
                  "REGISTER",
                  contacts(contacts.split("\\|"))
                      .andThen(
                          r -> {
                            if (expires != null) {
                              r.set(HeaderName.EXPIRES, expires);
                            }
                          }))
              .expect(400);
          assertThat(bindings(site)).containsExactly("sip:a@10.0.0.1");
        });
  }

  @Test
  void aStarRemovesAllBindings(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>", "<sip:b@10.0.0.1>"))
              .expect(200);
          peer.send("REGISTER", contacts("*").andThen(r -> r.set(HeaderName.EXPIRES, 0L)))
              .expect(200);
          assertThat(listed(peer)).isEmpty();
          assertThat(site.server.bindings()).isEmpty();
        });
  }

  @Test
  void zeroRemovesOneBinding(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>", "<sip:b@10.0.0.1>"))
              .expect(200);
          peer.send("REGISTER", contacts("<sip:a@10.0.0.1>;expires=0")).expect(200);
          assertThat(bindings(site)).containsExactly("sip:b@10.0.0.1");
        });
  }

  @Test
  @Rfc("REG-26")
  void anOlderCSeqAbortsTheWholeUpdate(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>")).expect(200);
          for (long number = 0; number < 2; number++) {
            long old = number;
            peer.send(
                    "REGISTER",
                    contacts("<sip:b@10.0.0.1>", "<sip:a@10.0.0.1>;expires=0")
                        .andThen(r -> r.set(HeaderName.CSEQ, new CSeq(old, Method.REGISTER))))
                .expect(500);
            assertThat(bindings(site)).containsExactly("sip:a@10.0.0.1");
          }
          peer.send(
                  "REGISTER",
                  contacts("*")
                      .andThen(r -> r.set(HeaderName.EXPIRES, 0L))
                      .andThen(r -> r.set(HeaderName.CSEQ, new CSeq(1, Method.REGISTER))))
              .expect(500);
          assertThat(bindings(site)).containsExactly("sip:a@10.0.0.1");
        });
  }

  @Test
  void anotherCallIdMayUpdateABindingWithAnyCSeq(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>"))
              .expect(200)
              .send("REGISTER", contacts("<sip:a@10.0.0.1>"))
              .expect(200);
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:A@10.0.0.1>", "<sip:a@10.0.0.1>;q=0.3"))
              .expect(200);
          assertThat(listed(peer))
              .containsExactly(
                  "<sip:A@10.0.0.1>;expires=3600", "<sip:a@10.0.0.1>;q=0.3;expires=3600");
        });
  }

  @Test
  @Rfc("REG-26")
  void oneTooShortContactLeavesAllOthersOut(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin(
                  "REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>", "<sip:b@10.0.0.1>;expires=5"))
              .expect(423);
          assertThat(site.server.bindings()).isEmpty();
        });
  }

  @ParameterizedTest
  @Rfc("REG-26")
  @CsvSource({"sip:nobody@example.com", "sip:alice@elsewhere.example", "tel:+4930123"})
  void anUnknownAddressOfRecordIsNotFound(String aor, SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin(
                  "REGISTER",
                  REGISTRAR,
                  contacts("<sip:a@10.0.0.1>")
                      .andThen(r -> r.set(HeaderName.TO, NameAddr.parse("<" + aor + ">"))))
              .expect(404);
          assertThat(site.server.bindings()).isEmpty();
        });
  }

  @Test
  void aBindingEndsByItself(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin("REGISTER", REGISTRAR, contacts("<sip:a@10.0.0.1>;expires=60")).expect(200);
          peer.after(Duration.ofSeconds(59));
          assertThat(bindings(site)).hasSize(1);
          peer.after(Duration.ofSeconds(1));
          assertThat(site.server.bindings()).isEmpty();
        });
  }

  @Test
  void anUnknownExtensionIsNamed(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) ->
            peer.begin(
                    "REGISTER",
                    REGISTRAR,
                    contacts("<sip:a@10.0.0.1>").andThen(r -> r.raw("Require", "path, teleport")))
                .expect(420)
                .header("Unsupported", value -> assertThat(value).isEqualTo("teleport")));
  }

  @Test
  void aMalformedContactIsABadRequest(SimWorld world) throws Exception {
    registering(
        world,
        (site, peer) -> {
          peer.begin(
                  "REGISTER",
                  REGISTRAR,
                  toAlice()
                      .andThen(r -> r.remove(HeaderName.CONTACT))
                      .andThen(r -> r.raw("Contact", "<sip:a@10.0.0.1>, <sip:@@>")))
              .expect(400);
          assertThat(site.server.bindings()).isEmpty();
        });
  }
}
